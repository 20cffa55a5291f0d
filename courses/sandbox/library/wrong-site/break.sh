#!/bin/sh
set -eu
mkdir -p /srv/www/comedor /srv/www/panal /srv/www/archivo

page() { # folder, title, text
    cat >"/srv/www/$1/index.html" <<END
<!doctype html>
<html lang="es">
<head><meta charset="utf-8"><title>$2</title></head>
<body>
<h1>$2</h1>
<p>$3</p>
</body>
</html>
END
}
page comedor "Comedor comunitario" "Menú de la semana: lunes, lentejas; martes, $LAB_DISH; miércoles, tortitas de papa. Cuota de recuperación: lo que puedas."
page panal "Panadería El Panal, cooperativa" "Hay pan a las 6 y a las 17 h. Para encargos de conchas y pan de muerto, avisa un día antes."
page archivo "Archivo histórico del ejido" "Fotografías, planos y actas desde 1924. Consulta con cita, los jueves."

site() { # file, folder, listen, names
    cat >"/etc/nginx/sites-available/$1" <<END
server {
	listen $3;
	server_name $4;

	root /srv/www/$2;
	index index.html;

	access_log /var/log/nginx/$2.access.log;
	error_log /var/log/nginx/$2.error.log;
}
END
    ln -s "../sites-available/$1" "/etc/nginx/sites-enabled/$1"
}
rm -f /etc/nginx/sites-enabled/default
site archivo archivo 127.0.0.1:80 "archivo-$LAB_PLACE.example www.archivo-$LAB_PLACE.example"
site comedor comedor 80 "comedor-$LAB_PLACE.example"
site panal panal 80 "panal-$LAB_PLACE.example www.panal-$LAB_PLACE.example"
# The way it came to be so
sed -i 's/^\(\tlisten 127.*\)$/\t# probar primero aquí adentro, antes de que apunten el dominio\n\1/' /etc/nginx/sites-available/archivo

# Each in its own log until the archive came; since then everybody in the archive's
visit() { # log, moment, address, name, path, status, size
    printf '%s - - [%s +0000] "GET %s HTTP/1.1" %s %s "http://%s/" "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"\n' \
        "$3" "$(date -d "$2" '+%d/%b/%Y:%H:%M:%S')" "$5" "$6" "$7" "$4" >>"/var/log/nginx/$1.access.log"
}
visit comedor '5 days ago 12:40:02' 198.51.100.61 "comedor-$LAB_PLACE.example" / 200 331
visit comedor '4 days ago 07:15:48' 203.0.113.90 "comedor-$LAB_PLACE.example" / 200 331
visit panal '4 days ago 08:02:11' 203.0.113.17 "panal-$LAB_PLACE.example" / 200 340
visit archivo '4 days ago 21:34:09' 127.0.0.1 "archivo-$LAB_PLACE.example" / 200 302
visit archivo '3 days ago 07:21:33' 203.0.113.90 "comedor-$LAB_PLACE.example" / 200 302
visit archivo '3 days ago 07:58:40' 203.0.113.17 "panal-$LAB_PLACE.example" /encargos.html 404 125
visit archivo '2 days ago 13:05:27' 198.51.100.61 "comedor-$LAB_PLACE.example" /menu.html 404 125
visit archivo 'yesterday 09:44:15' 203.0.113.90 "www.comedor-$LAB_PLACE.example" / 200 302
chown www-data:adm /var/log/nginx/*.log
touch -d '4 days ago 07:15:48' /var/log/nginx/comedor.access.log
touch -d '4 days ago 08:02:11' /var/log/nginx/panal.access.log
touch -d 'yesterday 09:44:15' /var/log/nginx/archivo.access.log
touch -d '2 years ago 13:00' /etc/nginx/sites-available/comedor /srv/www/comedor
touch -d '14 months ago 19:20' /etc/nginx/sites-available/panal /srv/www/panal
touch -d '4 days ago 21:30:55' /etc/nginx/sites-available/archivo
touch -d '4 days ago 21:12' /srv/www/archivo /srv/www/archivo/index.html
touch -d '6 days ago 18:30' /srv/www/comedor/index.html
touch -d '2 months ago 18:30' /srv/www/panal/index.html
