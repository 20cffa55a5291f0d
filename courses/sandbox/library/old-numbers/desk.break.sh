#!/bin/sh
set -eu
printf 'search casa-%s.example\nnameserver 10.77.1.20\n' "$LAB_PLACE" >/etc/resolv.conf
cat >>/etc/hosts <<END

# lo puse yo porque a veces no abria. beto
10.77.1.10	camas.casa-$LAB_PLACE.example camas
END
touch -d '14 months ago 18:20' /etc/resolv.conf
touch -d '5 months ago 23:02' /etc/hosts
