#!/bin/sh
set -eu
echo "Room $LAB_ROOM" >"/root/notes/$LAB_WHO.txt"
chmod 600 "/root/notes/$LAB_WHO.txt"
rm /root/notes/old.txt
echo "$LAB_WHO" >/etc/notes/list
