#!/bin/sh
set -eu
name="banco-$LAB_PLACE.example"
home=/srv/banco
mkdir -p "$home/public" "$home/datos" /etc/banco /var/lib/banco

cat >"$home/public/index.php" <<'END'
<?php
// Banco de tiempo: una hora es una hora, la dé quien la dé.
declare(strict_types=1);

$ajustes = parse_ini_file('/etc/banco/banco.ini');
set_exception_handler(function (Throwable $error): void {
    error_log('banco: ' . $error->getMessage());
    http_response_code(500);
    echo '<h1>El banco no pudo abrir su base de datos</h1><p>', htmlspecialchars($error->getMessage()), '</p>';
});

$base = new PDO('sqlite:' . $ajustes['base']);
$base->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
if (!$base->query("SELECT count(*) FROM sqlite_master WHERE name = 'movimientos'")->fetchColumn()) {
    $base->exec('CREATE TABLE integrantes (nombre TEXT PRIMARY KEY, desde TEXT NOT NULL)');
    $base->exec('CREATE TABLE movimientos (id INTEGER PRIMARY KEY, fecha TEXT NOT NULL, quien TEXT NOT NULL,
        para TEXT NOT NULL, horas INTEGER NOT NULL, que TEXT NOT NULL)');
}

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $alta = $base->prepare('INSERT OR IGNORE INTO integrantes VALUES (?, date())');
    $alta->execute([$_POST['quien']]);
    $alta->execute([$_POST['para']]);
    $base->prepare('INSERT INTO movimientos (fecha, quien, para, horas, que) VALUES (date(), ?, ?, ?, ?)')
        ->execute([$_POST['quien'], $_POST['para'], (int) $_POST['horas'], $_POST['que']]);
    header('Location: /', true, 303);
    exit;
}
function t(mixed $texto): string
{
    return htmlspecialchars((string) $texto);
}
?>
<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Banco de tiempo</title></head>
<body>
<h1>Banco de tiempo</h1>
<?php if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) === '/saldos'): ?>
<table>
<?php foreach ($base->query('SELECT nombre, (SELECT coalesce(sum(horas), 0) FROM movimientos WHERE quien = nombre)
    - (SELECT coalesce(sum(horas), 0) FROM movimientos WHERE para = nombre) AS saldo FROM integrantes ORDER BY nombre') as $uno): ?>
<tr><td><?= t($uno['nombre']) ?></td><td><?= $uno['saldo'] ?></td></tr>
<?php endforeach ?>
</table>
<?php else: ?>
<p>Integrantes: <?= $base->query('SELECT count(*) FROM integrantes')->fetchColumn() ?></p>
<form method="post"><label>Quién dio <input name="quien"></label> <label>A quién <input name="para"></label>
<label>Horas <input name="horas"></label> <label>Qué <input name="que"></label> <button>Anotar</button></form>
<ul>
<?php foreach ($base->query('SELECT * FROM movimientos ORDER BY fecha DESC, id DESC') as $uno): ?>
<li><?= t($uno['fecha']) ?>: <?= t($uno['quien']) ?> → <?= t($uno['para']) ?>, <?= $uno['horas'] ?> h, <?= t($uno['que']) ?></li>
<?php endforeach ?>
</ul>
<?php endif ?>
</body></html>
END
cat >/etc/banco/banco.ini <<'END'
; Banco de tiempo
titulo = "Banco de tiempo"
base = "/srv/banco/datos/banco.db"
END

tables() {
    echo 'PRAGMA journal_mode = delete;'
    echo 'CREATE TABLE integrantes (nombre TEXT PRIMARY KEY, desde TEXT NOT NULL);'
    echo 'CREATE TABLE movimientos (id INTEGER PRIMARY KEY, fecha TEXT NOT NULL, quien TEXT NOT NULL,
        para TEXT NOT NULL, horas INTEGER NOT NULL, que TEXT NOT NULL);'
    echo 'BEGIN;'
}
member() { echo "INSERT INTO integrantes VALUES ('$1', '$(date -d "$2" +%F)');"; }
move() { echo "INSERT INTO movimientos (fecha, quien, para, horas, que) VALUES ('$(date -d "$1" +%F)', '$2', '$3', $4, '$5');"; }

# Two years of hours, where they lie since the move
{
    tables
    for one in Alicia Beto Carmen Eusebio Graciela Hilario Inés Jacinto; do member "$one" '2 years ago'; done
    for one in Lupe Macario Nieves; do member "$one" '9 months ago'; done
    move '23 months ago' Alicia Beto 2 'Clases de guitarra'
    move '22 months ago' Beto Carmen 3 'Encalar la pared'
    move '20 months ago' Graciela Alicia 1 'Corte de pelo'
    move '19 months ago' Hilario Eusebio 4 'Acarreo de leña'
    move '17 months ago' Inés Jacinto 2 'Cuidar a los niños'
    move '15 months ago' Jacinto Graciela 5 "Arreglo de $LAB_TASK"
    move '14 months ago' Carmen Hilario 2 'Traducción al mixteco'
    move '12 months ago' Eusebio Inés 3 'Poda del aguacate'
    move '10 months ago' Alicia Carmen 2 'Clases de guitarra'
    move '8 months ago' Lupe Macario 6 'Comida para la faena'
    move '7 months ago' Macario Nieves "$LAB_HOURS" 'Llevar al doctor'
    move '5 months ago' Nieves Alicia 3 'Tejido'
    move '4 months ago' Beto Lupe 2 'Instalar focos'
    move '3 months ago' Hilario Nieves 1 'Afilar machetes'
    move '6 weeks ago' Graciela Macario 2 'Inyecciones'
    move '3 weeks ago' Inés Beto 4 'Cuidar a los niños'
    move '9 days ago' Jacinto Lupe 2 'Cambiar el empaque del tinaco'
    echo 'COMMIT;'
} | sqlite3 /var/lib/banco/banco.db >/dev/null

# The one that the program made for itself the morning after
{
    tables
    member Carmen '2 days ago'
    member Hilario '2 days ago'
    member Oralia yesterday
    member Macario yesterday
    move '2 days ago' Carmen Hilario 2 'Ayuda con los papeles del registro'
    move yesterday Oralia Carmen 3 'Masa para los tamales'
    move yesterday Macario Oralia 1 'Dar aventón a la cabecera'
    echo 'COMMIT;'
} | sqlite3 "$home/datos/banco.db" >/dev/null

cat >/root/mudanza.txt <<END
Mudanza de datos, noche del $(date -d '3 days ago' +%d/%m)
Los datos de integrantes pasan de /srv/.../datos a /var/lib/..., que es lo único que se respalda.

  huerto   listo
  radio    listo
  banco    copiado a /var/lib/banco, el original quedó en el disco viejo (ya desconectado)
           falta: dueños y permisos, banco.ini. Mañana, ya es la 1:30.
END
chown -R www-data:www-data "$home/datos"
chmod 750 "$home/datos"
chown -R root:root /var/lib/banco
chmod 755 /var/lib/banco
chmod 640 /var/lib/banco/banco.db

cat >/etc/nginx/sites-available/banco <<END
server {
	listen 80;
	server_name $name;

	root $home/public;

	location / {
		try_files \$uri /index.php\$is_args\$args;
	}

	location = /index.php {
		include fastcgi.conf;
		fastcgi_pass unix:/run/php/php8.2-fpm.sock;
	}
}
END
rm -f /etc/nginx/sites-enabled/default
ln -s ../sites-available/banco /etc/nginx/sites-enabled/

touch -d '3 days ago 01:24:40' /var/lib/banco/banco.db /var/lib/banco
touch -d '3 days ago 01:31:12' /root/mudanza.txt
touch -d '2 days ago 07:40:03' "$home/datos"
touch -d 'yesterday 18:22:47' "$home/datos/banco.db"
touch -d '2 years ago 16:00' /etc/banco/banco.ini /etc/banco "$home"/public/index.php "$home/public" /etc/nginx/sites-available/banco "$home"
