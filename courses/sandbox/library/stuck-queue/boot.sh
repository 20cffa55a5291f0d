#!/bin/sh
rm -f /var/spool/postfix/pid/master.pid
service postfix start || true
