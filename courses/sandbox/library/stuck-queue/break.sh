#!/bin/sh
set -eu
domain="radio-$LAB_PLACE.example"
printf '%s\n' "$domain" >/etc/mailname

postconf -e "myhostname = mail.$domain" "mydestination = $domain, mail.$domain, localhost" 'myorigin = /etc/mailname' \
    'inet_protocols = ipv4' 'home_mailbox = Maildir/' 'maillog_file = /var/log/mail.log' 'mailbox_command =' \
    'smtpd_tls_security_level = none' 'smtp_tls_security_level = none' 'message_size_limit = 20480000' \
    'content_filter = smtp-amavis:[127.0.0.1]:10024'
postconf -X smtpd_tls_cert_file smtpd_tls_key_file smtp_tls_CApath
cat >>/etc/postfix/master.cf <<'END'
# amavis: out to it on 10024, back from it on 10025
smtp-amavis unix -      -       y       -       2       smtp
  -o smtp_data_done_timeout=1200
  -o smtp_send_xforward_command=yes
127.0.0.1:10025 inet n  -       y       -       -       smtpd
  -o content_filter=
  -o smtpd_recipient_restrictions=permit_mynetworks,reject
  -o mynetworks=127.0.0.0/8
END
printf 'postmaster: root\nroot: lupe\ncabina: nacho\noficina: lupe\n' >/etc/aliases
newaliases

box() { # person, moment, subject
    mkdir -p "/home/$1/Maildir/cur" "/home/$1/Maildir/new" "/home/$1/Maildir/tmp"
    file="/home/$1/Maildir/cur/$(date -d "$2" +%s).V801I$(printf %x "$(date -d "$2" +%s)")M4471.mail:2,S"
    printf 'Return-Path: <red@tejido.example>\nDelivered-To: %s@%s\nFrom: Red de radios <red@tejido.example>\nTo: %s@%s\nSubject: %s\nDate: %s\n\nSaludos a toda la cabina.\n' \
        "$1" "$domain" "$1" "$domain" "$3" "$(date -R -d "$2")" >"$file"
    touch -d "$2" "$file"
}
for one in lupe carmen ximena nacho; do
    useradd --create-home --shell /usr/sbin/nologin "$one"
    box "$one" '12 days ago 10:02:19' 'Reunión de la red'
    box "$one" '4 days ago 17:40:55' 'Cápsulas para la semana'
    chmod -R go= "/home/$one/Maildir"
    chown -R "$one:$one" "/home/$one/Maildir"
    touch -d '4 days ago 17:40:55' "/home/$one/Maildir/cur" "/home/$one/Maildir/new" "/home/$one/Maildir/tmp" "/home/$one/Maildir"
done

# Accepted since yesterday
service postfix start >/dev/null
perl - "$domain" "$LAB_MARK" "$LAB_WAITING" <<'END'
use strict; use warnings; use Net::SMTP;
my ($domain, $mark, $waiting) = @ARGV;
my @others = grep { $_ ne $waiting } qw(carmen ximena nacho);
my @mail = (
    ["lupe", "factura\@antenas.example", "Factura de la antena"],
    [$waiting, "direccion\@secundaria.example", "Saludo de la secundaria para el lunes"],
    [$others[0], "escucha\@bigmail.example", "Me pones la de los grillos por favor"],
    ["lupe", "cita\@telecom.example", "Confirmacion de su cita del jueves"],
    [$others[1], "red\@tejido.example", "Capsulas sobre el agua, bloque 2"],
    [$waiting, "partera\@salud.example", "Entrevista: si puedo el viernes"],
    ["lupe", "escucha\@bigmail.example", "Se oye bajito en La Cienega"],
    [$others[0], "ejido\@bigmail.example", "Aviso de asamblea, leer al aire"],
    [$waiting, "mama\@bigmail.example", "Ya contesta por favor"],
    [$others[1], "coro\@bigmail.example", "Grabacion del coro"],
    ["lupe", "red\@tejido.example", "Pago de la red, comprobante"],
);
my $number = 0;
for my $one (@mail) {
    my ($who, $from, $subject) = @$one;
    my $smtp = Net::SMTP->new("127.0.0.1", Hello => (split /\@/, $from)[1], Timeout => 10) or die "smtp";
    $number++;
    $smtp->mail($from); $smtp->to("$who\@$domain"); $smtp->data();
    $smtp->datasend("From: $from\nTo: $who\@$domain\nSubject: $subject\nMessage-ID: <$number.$mark\@" . (split /\@/, $from)[1] . ">\n\n$subject.\n");
    $smtp->dataend(); $smtp->quit;
}
END
tries=0
while [ "$(find /var/spool/postfix/deferred -type f | wc -l)" -lt 11 ] && [ "$tries" -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
service postfix stop >/dev/null
rm -f /var/spool/postfix/pid/* /var/lib/postfix/master.lock

# ... through the hours of a day and a night
perl - "$domain" "$(date -d 'yesterday 09:10:00' +%s)" <<'END'
use strict; use warnings; use POSIX qw(strftime);
my ($domain, $start) = @ARGV;
my $log = "/var/log/mail.log";
open my $in, "<", $log or die; my @lines = <$in>; close $in;
my (%when, %client, @order, %said);
for (@lines) {
    next unless /postfix\/(\w+)\[(\d+)\]: ([0-9A-F]{6,}): (.*)/;
    my ($program, $id, $text) = ($1, $3, $4);
    push @order, $id unless $when{$id}++;
    push @{ $said{$id} }, [$program, $2, $text];
}
my %address = ("bigmail.example" => "mx4.bigmail.example[198.51.100.24]", "tejido.example" => "lists.tejido.example[203.0.113.9]");
my (@out, %at); my $moment = $start;
sub line { my ($t, $text) = @_; push @out, [$t, strftime("%b %e %H:%M:%S", gmtime $t) . " mail postfix/$text\n"] }
for my $n (0 .. $#order) {
    my $id = $order[$n]; $at{$id} = $moment;
    my ($from) = map { $_->[2] =~ /from=<[^@]+@([^>]+)>/ ? $1 : () } @{ $said{$id} };
    my $client = $address{$from} // "mail.$from\[192.0.2." . (40 + $n) . "]";
    line($moment, "smtpd[" . (2100 + $n) . "]: connect from $client");
    for (@{ $said{$id} }) {
        my ($program, $pid, $text) = @$_;
        $text =~ s/client=\S+/client=$client/;
        line($moment, "smtp[$pid]: connect to 127.0.0.1[127.0.0.1]:10024: Connection refused") if $program eq "smtp";
        line($moment, "$program\[$pid]: $id: $text");
    }
    line($moment, "smtpd[" . (2100 + $n) . "]: disconnect from $client ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5");
    my ($last) = map { $_->[0] eq "smtp" ? $_->[2] : () } @{ $said{$id} };
    for my $later (331, 1042, 4042) {
        my $again = $last; $again =~ s/delay=[\d.]+, delays=[^,]+/delay=$later, delays=$later\/0.01\/0\/0/;
        line($moment + $later, "smtp[" . (2300 + $n) . "]: connect to 127.0.0.1[127.0.0.1]:10024: Connection refused");
        line($moment + $later, "smtp[" . (2300 + $n) . "]: $id: $again");
    }
    $moment += 1500 + ($n * 977) % 3100;
}
# While it still worked
my @before = (
    [$start - 61787, "smtp[1877]: 6C0D5A1: to=<lupe\@$domain>, relay=127.0.0.1[127.0.0.1]:10024, delay=2.4, delays=0.1/0/0/2.3, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7F21B3C)"],
    [$start - 61787, "local[1881]: 7F21B3C: to=<lupe\@$domain>, relay=local, delay=0.06, delays=0.03/0.01/0/0.02, dsn=2.0.0, status=sent (delivered to maildir)"],
    [$start - 55277, "postfix-script[2041]: stopping the Postfix mail system"],
    [$start - 55277, "master[711]: terminating on signal 15"],
    [$start - 55275, "postfix-script[2096]: starting the Postfix mail system"],
    [$start - 55275, "master[2098]: daemon started -- version 3.7.11, configuration /etc/postfix"],
);
line(@$_) for @before;
my @sorted = map { $out[$_] } sort { $out[$a][0] <=> $out[$b][0] || $a <=> $b } 0 .. $#out;
open my $to, ">", $log or die; print $to $_->[1] for grep { $_->[0] < time } @sorted; close $to;
utime $sorted[-1][0], $sorted[-1][0], $log;
for my $id (@order) {
    my ($file) = glob("/var/spool/postfix/deferred/*/$id") or next;
    open my $message, "+<:raw", $file or die; local $/; my $content = <$message>;
    my $now = substr(time, 0, 6);
    $content =~ s/$now\d{4}/$at{$id}/g;
    my @day = (strftime("%a, %e %b %Y %H:%M:%S", gmtime $at{$id}));
    $content =~ s/\w{3}, [ \d]\d \w{3} \d{4} \d\d:\d\d:\d\d/$day[0]/g;
    seek $message, 0, 0; print $message $content; close $message;
    utime $at{$id} + 4042, time + 600, $file;
    for my $why (glob("/var/spool/postfix/defer/*/$id")) { utime $at{$id} + 4042, $at{$id} + 4042, $why }
}
END
chown postfix:adm /var/log/mail.log
chmod 640 /var/log/mail.log

cat >>/var/log/apt/history.log <<END

Start-Date: $(date -d '2 days ago' +%F)  17:47:58
Commandline: apt purge amavisd-new clamav-daemon spamassassin
Purge: amavisd-new:amd64 (1:2.13.0-3), clamav-daemon:amd64 (1.0.9+dfsg-1~deb12u1), spamassassin:amd64 (4.0.1-1~deb12u1)
End-Date: $(date -d '2 days ago' +%F)  17:48:40
END
# One mailbox came back from a backup that root unpacked
chown -R root:root "/home/$LAB_WAITING/Maildir"
touch -d '2 days ago 18:10:26' "/home/$LAB_WAITING/Maildir" "/home/$LAB_WAITING/Maildir"/*
touch -d '2 days ago 17:48:40' /var/log/apt/history.log
touch -d '3 years ago 12:15' /etc/postfix/main.cf /etc/postfix/master.cf /etc/aliases /etc/aliases.db /etc/mailname
