#!/bin/sh
service cron start || true
service meshmap start || true
