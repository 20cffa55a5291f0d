#!/bin/sh
set -eu
# Nothing is changed before there is a copy of both
mkdir -p /root/antes
cp -p /var/lib/banco/banco.db /root/antes/vieja.db
cp -p /srv/banco/datos/banco.db /root/antes/nueva.db

sed -i 's:^base = .*:base = "/var/lib/banco/banco.db":' /etc/banco/banco.ini
sqlite3 /var/lib/banco/banco.db <<'END'
ATTACH '/srv/banco/datos/banco.db' AS nueva;
BEGIN;
INSERT OR IGNORE INTO integrantes SELECT nombre, desde FROM nueva.integrantes;
INSERT INTO movimientos (fecha, quien, para, horas, que) SELECT fecha, quien, para, horas, que FROM nueva.movimientos ORDER BY id;
COMMIT;
END
chown -R www-data:www-data /var/lib/banco
chmod 750 /var/lib/banco
# So that nobody takes the wrong one for the right one again
rm -r /srv/banco/datos
