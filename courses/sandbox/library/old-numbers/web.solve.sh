#!/bin/sh
set -eu
sed -i -e '/solo la red de la casa/d' -e 's/listen 10\.77\.1\.10:80;/listen 80;/' /etc/nginx/sites-available/camas
nginx -t
service nginx start
