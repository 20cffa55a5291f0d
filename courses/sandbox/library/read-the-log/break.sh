#!/bin/sh
set -eu
name="salud-$LAB_PLACE.example"
home=/srv/www/agenda
year=$(date -d 'next year' +%Y)
mkdir -p "$home/public" "$home/etc" "$home/avisos" /var/log/agenda

cat >"$home/public/index.php" <<'END'
<?php
// Agenda de talleres. Los talleres están en etc/talleres.ini, los avisos son archivos de texto en avisos/.
declare(strict_types=1);

const CASA = '/srv/www/agenda';
const BITACORA = '/var/log/agenda/agenda.log';
const MESES = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre',
    'noviembre', 'diciembre'];

function anotar(string $nivel, string $texto): void
{
    $linea = date('[Y-m-d H:i:s] ') . $nivel . ' ' . trim(str_replace("\n", ' ', $texto)) . "\n";
    file_put_contents(BITACORA, $linea, FILE_APPEND | LOCK_EX);
}

function disculpa(Throwable $error): never
{
    $referencia = bin2hex(random_bytes(3));
    anotar('ERROR', "ref=$referencia " . $error->getMessage());
    http_response_code(500);
    echo "<!doctype html><html lang=\"es\"><meta charset=\"utf-8\"><title>Agenda</title><h1>Algo salió mal</h1>",
        "<p>Discúlpanos. Si nos escribes, menciona esta referencia: <strong>$referencia</strong></p>\n";
    exit;
}

set_error_handler(function (int $clase, string $texto): bool {
    throw new RuntimeException($texto);
});
set_exception_handler('disculpa');

function fecha(string $clave, string $texto): string
{
    if (!preg_match('/^(\d{4})-(\d{2})-(\d{2})$/', $texto, $parte) || !checkdate((int) $parte[2], (int) $parte[3], (int) $parte[1])) {
        throw new RuntimeException("talleres.ini: [$clave] fecha: '$texto' no es una fecha (AAAA-MM-DD)");
    }
    return (int) $parte[3] . ' de ' . MESES[$parte[2] - 1] . ' de ' . $parte[1];
}

$talleres = parse_ini_file(CASA . '/etc/talleres.ini', true);
$lineas = [];
foreach ($talleres as $clave => $taller) {
    $lineas[$clave] = '<li><b>' . htmlspecialchars($taller['nombre']) . '</b>, ' . fecha($clave, $taller['fecha']) . ', '
        . htmlspecialchars($taller['lugar']) . '</li>';
}
if (isset($_GET['taller'])) {
    $lineas = array_intersect_key($lineas, [$_GET['taller'] => true]);
}
$avisos = array_map('file_get_contents', glob(CASA . '/avisos/*.txt'));
anotar('INFO', 'visita ' . ($_SERVER['REQUEST_URI'] ?? '/') . ' talleres=' . count($lineas) . ' avisos=' . count($avisos));
?>
<!doctype html>
<html lang="es">
<head><meta charset="utf-8"><title>Promotoras de salud: agenda</title></head>
<body>
<h1>Talleres de las promotoras de salud</h1>
<ul>
<?= implode("\n", $lineas) ?>

</ul>
<h2>Avisos</h2>
<?php foreach ($avisos as $aviso): ?>
<p><?= nl2br(htmlspecialchars(trim($aviso))) ?></p>
<?php endforeach ?>
</body>
</html>
END

: >"$home/etc/talleres.ini"
workshop() { # key, name, date, place
    if [ "$2" = "$LAB_MARKED" ]; then set -- "$1" "$2 (grupo nuevo) ¡con cuidado de niñas y niños!" "$3" "$4"; fi
    printf '[%s]\nnombre = %s\nfecha = %s\nlugar = %s\n\n' "$1" "$2" "$3" "$4" >>"$home/etc/talleres.ini"
}
printf '; Un taller por bloque. La fecha va como AAAA-MM-DD.\n\n' >"$home/etc/talleres.ini"
workshop presion "Tomar la presión" "$year-01-17" "Casa de salud"
workshop milpa "Plantas de la milpa" "$year-01-24" "Solar de Graciela"
workshop agua "Agua limpia en casa" "$year-02-07" "Escuela primaria"
workshop azucar "Vivir con azúcar alta" "$year-02-14" "Casa de salud"
workshop partos "Partos y parteras" "$year-02-28" "Casa de salud"
workshop masaje "Masaje y descanso" "$year-03-07" "Biblioteca"
workshop primeros-auxilios "Primeros auxilios" "$year-$LAB_DAY-03" "Cancha techada"
workshop escucha "Escuchar a quien está triste" "$year-04-11" "Biblioteca"

printf 'La casa de salud cierra del 20 de diciembre al 6 de enero.\n' >"$home/avisos/01-vacaciones.txt"
printf 'Buscamos una báscula para bebés, en buen estado.\n' >"$home/avisos/02-bascula.txt"

cat >/etc/nginx/sites-available/agenda <<END
server {
	listen 80;
	server_name $name;

	root $home/public;
	index index.php;

	location ~ \.php\$ {
		include snippets/fastcgi-php.conf;
		fastcgi_pass unix:/run/php/php8.2-fpm.sock;
	}
}
END
rm -f /etc/nginx/sites-enabled/default
ln -s ../sites-available/agenda /etc/nginx/sites-enabled/

# Two weeks of log, and where it broke
log=/var/log/agenda/agenda.log
day=14
while [ "$day" -ge 1 ]; do
    on=$(date -d "$day days ago" +%Y-%m-%d)
    [ "$day" -ne 7 ] || { mv "$log" "$log.1"; }
    hour=6
    while [ "$hour" -le 21 ]; do
        minute=$(((hour * 37 + day * 11) % 60))
        printf '[%s %02d:%02d:%02d] INFO visita / talleres=7 avisos=2\n' "$on" "$hour" "$minute" $(((hour * day) % 60)) >>"$log"
        case $(((hour + day) % 9)) in
        0) printf '[%s %02d:%02d:%02d] INFO recordatorio: 3 correos enviados\n' "$on" "$hour" $(((minute + 1) % 60)) 12 >>"$log" ;;
        4) printf '[%s %02d:%02d:%02d] WARN correo: el servidor tardó 11 s en contestar, reintento 1/3\n' "$on" "$hour" $(((minute + 1) % 60)) 40 >>"$log" ;;
        esac
        hour=$((hour + 1))
    done
    day=$((day - 1))
done
sort -o "$log" "$log"
sort -o "$log.1" "$log.1"
on=$(date -d yesterday +%Y-%m-%d)
sed -i "/^\[$on \(19\|2[0-9]\)/d" "$log"
line=$(grep -n 'grupo nuevo' "$home/etc/talleres.ini" | cut -d: -f1)
failed() { printf "[%s %s] ERROR ref=%s syntax error, unexpected '(' in %s/etc/talleres.ini on line %s\n" "$on" "$1" "$2" "$home" "$line" >>"$log"; }
printf '[%s 18:56:20] INFO visita / talleres=7 avisos=2\n' "$on" >>"$log"
failed 19:03:44 e61b07
failed 19:03:58 2a90d4
failed 19:11:15 58c3fe
printf '[%s 19:30:00] WARN correo: el servidor tardó 14 s en contestar, reintento 1/3\n' "$on" >>"$log"
failed 19:42:07 "$LAB_REFERENCE"
failed 20:18:33 bd4417
chown -R www-data:adm /var/log/agenda
chmod 640 /var/log/agenda/*

touch -d 'yesterday 20:18:33' "$log"
touch -d '7 days ago 06:00' "$log.1"
touch -d 'yesterday 19:02:31' "$home/etc/talleres.ini" "$home/etc"
touch -d '11 months ago 17:45' "$home/public/index.php" "$home/public" /etc/nginx/sites-available/agenda "$home" /srv/www
touch -d '5 days ago 10:09' "$home"/avisos/*.txt "$home/avisos"
