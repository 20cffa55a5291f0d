#!/bin/sh
times=$(grep -c "^$LAB_WHO\$" /etc/notes/list)
[ "$times" = 1 ] || { printf 'found: times\nvalue times: %s\n' "$times"; exit 1; }
