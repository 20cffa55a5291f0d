#!/bin/sh
set -eu
mkdir -p /srv/www/camas
cat >/srv/www/camas/index.html <<END
<!doctype html>
<html lang="es">
<head><meta charset="utf-8"><title>Camas</title></head>
<body>
<h1>Camas libres: $LAB_BEDS</h1>
<p>Planta baja, familias. Planta alta, hombres. El cuarto azul es para quien llega de noche.</p>
</body>
</html>
END
cat >/etc/nginx/sites-available/camas <<END
server {
	# solo la red de la casa
	listen 10.77.1.10:80;
	server_name camas.casa-$LAB_PLACE.example camas;

	root /srv/www/camas;
	index index.html;
}
END
rm -f /etc/nginx/sites-enabled/default
ln -s ../sites-available/camas /etc/nginx/sites-enabled/
printf 'nameserver 10.77.0.20\n' >/etc/resolv.conf
on=$(date -d '2 days ago' +%Y/%m/%d)
cat >/var/log/nginx/error.log <<END
$on 17:12:40 [notice] 511#511: signal process started
$on 19:55:02 [emerg] 388#388: bind() to 10.77.1.10:80 failed (99: Cannot assign requested address)
END
chown www-data:adm /var/log/nginx/error.log
chmod 640 /var/log/nginx/error.log
touch -d '2 days ago 19:55:02' /var/log/nginx/error.log
touch -d '14 months ago 18:41' /etc/nginx/sites-available/camas
touch -d '2 days ago 16:58' /srv/www/camas/index.html /srv/www/camas
