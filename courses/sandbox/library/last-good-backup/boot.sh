#!/bin/sh
service inetutils-syslogd start || true
