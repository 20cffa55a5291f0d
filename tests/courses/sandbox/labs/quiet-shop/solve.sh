#!/bin/sh
set -eu
sed -i 's/^\(\tlisten [0-9]*\)$/\1;/' /etc/nginx/conf.d/shop.conf
service nginx restart
