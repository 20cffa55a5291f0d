#!/bin/sh
set -eu
cd /etc/nginx/sites-available
# Nobody gets in before the others by address
sed -i -e '/probar primero/d' -e 's/listen 127.0.0.1:80;/listen 80;/' archivo
sed -i "s/server_name comedor-$LAB_PLACE.example;/server_name comedor-$LAB_PLACE.example www.comedor-$LAB_PLACE.example;/" comedor
# Whoever asks for a name that is nobody's
cat >00-nobody <<'END'
server {
	listen 80 default_server;
	server_name _;
	return 444;
}
END
ln -sf ../sites-available/00-nobody /etc/nginx/sites-enabled/00-nobody
nginx -t
service nginx restart
