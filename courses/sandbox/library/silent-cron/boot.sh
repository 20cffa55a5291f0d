#!/bin/sh
service inetutils-syslogd start || true
service cron start || true
