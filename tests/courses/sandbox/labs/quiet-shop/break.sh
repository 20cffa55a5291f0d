#!/bin/sh
set -eu
mkdir -p "/var/www/$LAB_SHOP"
echo "<h1>Tienda de $LAB_SHOP</h1>" >"/var/www/$LAB_SHOP/index.html"
cat >/etc/nginx/conf.d/shop.conf <<END
server {
	listen $LAB_PORT
	server_name $LAB_SHOP.example;
	root /var/www/$LAB_SHOP;
}
END
