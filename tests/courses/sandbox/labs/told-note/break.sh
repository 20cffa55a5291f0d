#!/bin/sh
set -eu
mkdir -p /root/notes /etc/notes
echo "TODO" >"/root/notes/$LAB_WHO.txt"
echo "old" >/root/notes/old.txt
printf '%s\n%s\n' "$LAB_WHO" "$LAB_WHO" >/etc/notes/list
