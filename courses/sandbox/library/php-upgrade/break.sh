#!/bin/sh
set -eu
name="$LAB_SITE-bikes.example"
home="/srv/www/$LAB_SITE"
useradd --uid 1001 --no-create-home --home-dir "$home" --shell /usr/sbin/nologin "$LAB_SITE"
mkdir -p "$home/public" "$home/notices" "/var/log/$LAB_SITE"

cat >"$home/config.php" <<END
<?php
return [
    'title' => 'Fix it yourself',
    'calendar' => 'https://calendar.tejido.example/$LAB_SITE.ics',
    'calendar_key' => '$(head -c 15 /dev/urandom | base64 | tr '+/' 'xy')',
    'opens' => $LAB_OPENS,
];
END
cat >"$home/public/index.php" <<'END'
<?php
$config = require __DIR__ . '/../config.php';
$notices = glob(__DIR__ . '/../notices/*.txt');
?>
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bicycle workshop</title></head>
<body>
<h1><?= htmlspecialchars($config['title']) ?></h1>
<p><a href="/hours.php">Opening hours</a> · <a href="/prices.php">Parts</a></p>
<?php foreach ($notices as $notice): ?>
<p><?= htmlspecialchars(trim(file_get_contents($notice))) ?></p>
<?php endforeach ?>
</body></html>
END
cat >"$home/public/hours.php" <<'END'
<?
// written in the van, June 2016
$config = require __DIR__ . '/../config.php';
$from = $config['opens'];
$days = array('Tuesday' => $from, 'Thursday' => $from, 'Saturday' => $from - 4);
?>
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Opening hours</title></head>
<body>
<h1>Opening hours</h1>
<? foreach ($days as $day => $hour) { ?>
<p><?= $day ?>: <?= $hour ?>:00 &ndash; <?= $hour + 4 ?>:00</p>
<? } ?>
</body></html>
END
cat >"$home/public/prices.php" <<'END'
<?php
setlocale(LC_MONETARY, 'en_US.UTF-8');
$parts = array('Inner tube' => TUBE, 'Brake cable' => 3.5, 'Chain, nine gears' => 17, 'An hour at the stand' => 0);
?>
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Parts</title></head>
<body>
<h1>Parts, at what they cost us</h1>
<?php foreach ($parts as $part => $amount) { ?>
<p><?= $part ?>: <?= money_format('%.2n', $amount) ?></p>
<?php } ?>
</body></html>
END
sed -i "s/TUBE/$LAB_PRICE/" "$home/public/prices.php"
printf 'Women, trans and non-binary night: first Wednesday of the month.\n' >"$home/notices/10-wednesday.txt"
printf 'We need 26 inch wheels and people who like sorting screws.\n' >"$home/notices/20-wheels.txt"
chown -R "$LAB_SITE:$LAB_SITE" "$home" "/var/log/$LAB_SITE"
chmod 640 "$home/config.php"

cat >"/etc/nginx/sites-available/$LAB_SITE" <<END
server {
	listen 80;
	server_name $name;

	root $home/public;
	index index.php;

	location ~ \.php\$ {
		include snippets/fastcgi-php.conf;
		fastcgi_pass unix:/run/php/php7.4-$LAB_SITE.sock;
	}
}
END
rm -f /etc/nginx/sites-enabled/default
ln -s "../sites-available/$LAB_SITE" /etc/nginx/sites-enabled/

# What the upgrade left behind
mkdir -p /etc/php/7.4/fpm/pool.d /etc/php/7.4/fpm/conf.d
cat >"/etc/php/7.4/fpm/pool.d/$LAB_SITE.conf" <<END
; Pool of $name
[$LAB_SITE]
user = $LAB_SITE
group = $LAB_SITE

listen = /run/php/php7.4-$LAB_SITE.sock
listen.owner = www-data
listen.group = www-data

pm = static
pm.max_children = 2

; old pages of theirs begin with <? alone
php_flag[short_open_tag] = on
php_admin_value[error_log] = /var/log/$LAB_SITE/php.log
php_admin_flag[log_errors] = on
END
cat >/etc/php/7.4/fpm/php-fpm.conf <<'END'
[global]
pid = /run/php/php7.4-fpm.pid
error_log = /var/log/php7.4-fpm.log
include=/etc/php/7.4/fpm/pool.d/*.conf
END

# The night of the upgrade
on() { date -d "$1" "+$2"; }
cat >>/var/log/apt/history.log <<END

Start-Date: $(on '2 days ago' %F)  21:07:43
Commandline: apt full-upgrade
Install: php8.2-cli:amd64 (8.2.29-1~deb12u1, automatic), php8.2-fpm:amd64 (8.2.29-1~deb12u1, automatic), php8.2-common:amd64 (8.2.29-1~deb12u1, automatic), php8.2-opcache:amd64 (8.2.29-1~deb12u1, automatic)
Upgrade: php-fpm:amd64 (2:7.4+76, 2:8.2+93), php-common:amd64 (2:76, 2:93), nginx-light:amd64 (1.18.0-6.1+deb11u3, 1.22.1-9+deb12u2), openssl:amd64 (1.1.1w-0+deb11u1, 3.0.17-1~deb12u2)
End-Date: $(on '2 days ago' %F)  21:16:02

Start-Date: $(on '2 days ago' %F)  21:18:10
Commandline: apt autoremove
Remove: php7.4-cli:amd64 (7.4.33-1+deb11u5), php7.4-fpm:amd64 (7.4.33-1+deb11u5), php7.4-common:amd64 (7.4.33-1+deb11u5), php7.4-opcache:amd64 (7.4.33-1+deb11u5)
End-Date: $(on '2 days ago' %F)  21:18:22
END
failed() { # day, time, number, path
    printf '%s %s [crit] 688#688: *%s connect() to unix:/run/php/php7.4-%s.sock failed (2: No such file or directory) while connecting to upstream, client: %s, server: %s, request: "GET %s HTTP/1.1", upstream: "fastcgi://unix:/run/php/php7.4-%s.sock:", host: "%s"\n' \
        "$(on "$1" %Y/%m/%d)" "$2" "$3" "$LAB_SITE" 198.51.100.33 "$name" "$4" "$LAB_SITE" "$name" >>/var/log/nginx/error.log
}
failed '2 days ago' 21:20:15 3 /
failed yesterday 08:11:39 18 /hours.php
failed yesterday 08:12:01 19 /
failed yesterday 17:44:53 52 /prices.php
get() { # day, time, path, status, size
    printf '198.51.100.33 - - [%s:%s +0000] "GET %s HTTP/1.1" %s %s "-" "Mozilla/5.0 (iPhone; CPU iPhone OS 16_7 like Mac OS X) AppleWebKit/605.1.15"\n' \
        "$(on "$1" %d/%b/%Y)" "$2" "$3" "$4" "$5" >>/var/log/nginx/access.log
}
get '3 days ago' 16:30:02 /hours.php 200 301
get '2 days ago' 21:20:15 / 502 157
get yesterday 08:11:39 /hours.php 502 157
get yesterday 08:12:01 / 502 157
get yesterday 12:31:20 /hours.php 200 612
get yesterday 12:31:58 / 500 5
get yesterday 17:44:53 /prices.php 502 157
chown www-data:adm /var/log/nginx/*.log

touch -d 'yesterday 12:47:30' "/etc/nginx/sites-available/$LAB_SITE"
touch -d 'yesterday 17:44:53' /var/log/nginx/*.log
touch -d '2 days ago 21:18:22' /var/log/apt/history.log /etc/php/7.4 /etc/php/7.4/fpm
touch -d '3 years ago 12:00' "/etc/php/7.4/fpm/pool.d/$LAB_SITE.conf" /etc/php/7.4/fpm/php-fpm.conf /etc/php/7.4/fpm/pool.d
touch -d '2016-06-18 23:10' "$home"/public/*.php "$home/public"
touch -d '5 weeks ago 20:15' "$home/config.php" "$home"/notices/* "$home/notices" "$home"
