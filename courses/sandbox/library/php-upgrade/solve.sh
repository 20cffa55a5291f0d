#!/bin/sh
set -eu
# The pool comes along, with a socket that does not carry a version in its name
sed "s:^listen = .*:listen = /run/php/$LAB_SITE.sock:" "/etc/php/7.4/fpm/pool.d/$LAB_SITE.conf" >"/etc/php/8.2/fpm/pool.d/$LAB_SITE.conf"
sed -i "s:fastcgi_pass .*;:fastcgi_pass unix\:/run/php/$LAB_SITE.sock;:" "/etc/nginx/sites-available/$LAB_SITE"
# PHP 8 has no money_format
sed -i "s/money_format('%.2n', \$amount)/'\$' . number_format(\$amount, 2)/" "/srv/www/$LAB_SITE/public/prices.php"
php-fpm8.2 -t
nginx -t
service php8.2-fpm restart
service nginx reload
