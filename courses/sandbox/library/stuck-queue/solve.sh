#!/bin/sh
set -eu
# The filter is gone, so nothing is sent through it any more, and its two services go as well
postconf -X content_filter
postconf -MX smtp-amavis/unix 127.0.0.1:10025/inet
postfix check
# A mailbox belongs to its person
chown -R "$LAB_WAITING:$LAB_WAITING" "/home/$LAB_WAITING/Maildir"
# What waits has the filter written into it: accepted anew
postsuper -r ALL
service postfix reload
tries=0
while [ "$(find /var/spool/postfix/maildrop /var/spool/postfix/incoming /var/spool/postfix/active /var/spool/postfix/deferred -type f | wc -l)" -gt 0 ] && [ "$tries" -lt 80 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
mailq
