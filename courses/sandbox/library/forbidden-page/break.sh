#!/bin/sh
set -eu
name="semillas-$LAB_SITE.example"
home="/srv/www/$LAB_SITE"
ago() { date -d "$1" "+$2"; }

useradd --create-home --shell /bin/bash "$LAB_HELPER"

# The site as it should be
mkdir -p "$home/public/catalogo" "$home/private"
cat >"$home/public/index.html" <<END
<!doctype html>
<html lang="es">
<head><meta charset="utf-8"><title>Biblioteca de semillas</title><link rel="stylesheet" href="/estilo.css"></head>
<body>
<h1>Biblioteca de semillas</h1>
<p>Aquí se presta semilla criolla: te llevas un puño y, después de la cosecha, devuelves dos.</p>
<p>Abrimos sábados de 10 a 14 h en la casa de cultura. Trae un frasco limpio.</p>
<ul>
<li><a href="/catalogo/maiz-azul.svg">Maíz azul</a></li>
<li><a href="/catalogo/frijol-ayocote.svg">Frijol ayocote</a></li>
<li><a href="/catalogo/amaranto.svg">Amaranto</a></li>
<li><a href="/catalogo/chilacayote.svg">Chilacayote</a></li>
</ul>
</body>
</html>
END
printf 'body { font: 1.1rem/1.5 sans-serif; margin: 2rem auto; max-width: 40rem; background: #fdf8ec; }\n' >"$home/public/estilo.css"
sheet() {
    cat >"$home/public/catalogo/$1.svg" <<END
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120" role="img">
<title>$2</title>
<rect width="200" height="120" fill="#fdf8ec"/>
<ellipse cx="100" cy="52" rx="34" ry="22" fill="$3"/>
<text x="100" y="104" text-anchor="middle" font-size="14">$2</text>
</svg>
END
}
sheet maiz-azul "Maíz azul" "#3b4a78"
sheet frijol-ayocote "Frijol ayocote" "#6b2d5c"
sheet amaranto "Amaranto" "#a3283f"
sheet chilacayote "Chilacayote" "#4f7a3a"
cat >"$home/private/prestamos.csv" <<END
fecha,nombre,telefono,semilla,punos,devuelto
$(ago '9 weeks ago' %F),Alicia R.,55 5550 0142,maiz-azul,1,no
$(ago '8 weeks ago' %F),Carmen O.,55 5550 0177,amaranto,1,si
$(ago '6 weeks ago' %F),Eusebio T.,55 5550 0103,frijol-ayocote,2,no
$(ago '5 weeks ago' %F),Graciela M.,55 5550 0118,chilacayote,1,no
$(ago '3 weeks ago' %F),Hilario P.,55 5550 0169,maiz-azul,2,no
END

cat >"/etc/nginx/sites-available/semillas-$LAB_SITE" <<END
server {
	listen 80;
	server_name $name www.$name;

	root $home/public;
	index index.html;
}
END
rm -f /etc/nginx/sites-enabled/default
ln -s "../sites-available/semillas-$LAB_SITE" /etc/nginx/sites-enabled/

# As it arrived: packed on a laptop whose files are for its owner alone, unpacked with those rights
chown -R "$LAB_HELPER:$LAB_HELPER" "$home/public" "$home/private"
find "$home/public" -type f -exec chmod 600 {} +
find "$home/public" -type d -exec chmod 700 {} +
# ... and the attempt to mend it
chmod 777 "$home/private"
chmod 666 "$home/private/prestamos.csv"

cat >"/home/$LAB_HELPER/.bash_history" <<END
cd /srv/www/$LAB_SITE
ls
tar xpzf ~/sitio-nuevo.tar.gz
ls
curl -I http://$name/
chmod 777 private
chmod 666 private/*
curl -I http://$name/
exit
END
chown "$LAB_HELPER:$LAB_HELPER" "/home/$LAB_HELPER/.bash_history"
chmod 600 "/home/$LAB_HELPER/.bash_history"

# What the server has written since
day=$(ago yesterday %Y/%m/%d)
short=$(ago yesterday %d/%b/%Y)
visit() { # time, address, path, status, size, agent
    printf '%s - - [%s:%s +0000] "GET %s HTTP/1.1" %s %s "-" "%s"\n' "$2" "$short" "$1" "$3" "$4" "$5" "$6" >>/var/log/nginx/access.log
}
refused() { # time, number, address, path, file
    printf '%s %s [error] 412#412: *%s "%s" is forbidden (13: Permission denied), client: %s, server: %s, request: "GET %s HTTP/1.1", host: "%s"\n' \
        "$day" "$1" "$2" "$5" "$3" "$name" "$4" "$name" >>/var/log/nginx/error.log
}
phone="Mozilla/5.0 (Android 9; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
laptop="Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
visit 16:02:11 203.0.113.24 / 200 811 "$phone"
visit 16:02:12 203.0.113.24 /estilo.css 200 98 "$phone"
visit 17:48:30 198.51.100.7 /catalogo/amaranto.svg 200 298 "$laptop"
visit 18:21:05 203.0.113.24 / 403 153 "$phone"
refused 18:21:05 31 203.0.113.24 / "$home/public/index.html"
visit 18:21:40 203.0.113.24 / 403 153 "$phone"
refused 18:21:40 32 203.0.113.24 / "$home/public/index.html"
visit 19:07:58 198.51.100.7 /catalogo/amaranto.svg 403 153 "$laptop"
printf '%s 19:07:58 [error] 412#412: *35 open() "%s" failed (13: Permission denied), client: 198.51.100.7, server: %s, request: "GET /catalogo/amaranto.svg HTTP/1.1", host: "%s"\n' \
    "$day" "$home/public/catalogo/amaranto.svg" "$name" "$name" >>/var/log/nginx/error.log
chown www-data:adm /var/log/nginx/access.log /var/log/nginx/error.log
chmod 640 /var/log/nginx/access.log /var/log/nginx/error.log
touch -d "yesterday 19:07:58" /var/log/nginx/access.log /var/log/nginx/error.log

touch -d "5 months ago 11:20" "/etc/nginx/sites-available/semillas-$LAB_SITE"
touch -d "5 months ago 11:12" /srv/www "$home"
find "$home/public" -exec touch -d "2 days ago 22:14" {} +
touch -d "3 weeks ago 12:40" "$home/private/prestamos.csv"
touch -d "yesterday 18:24" "$home/private" "/home/$LAB_HELPER/.bash_history"
