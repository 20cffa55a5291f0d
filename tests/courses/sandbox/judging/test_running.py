"""service, config and mail: real daemons, and what pretends to be one."""

from pathlib import Path

import pytest

from courses.sandbox.judging.bench import Finding
from courses.sandbox.judging.kinds import mailing
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.judging.judged import judge_all

# ruff: noqa: E501  a command is one line, and so is a check

pytestmark = pytest.mark.slow

NGINX = "program: /usr/sbin/nginx"
BAD, CODE = ("failed", "config"), ("failed", "loads_code")
FINE = ("passed", "as_asked")
LISTENS = 'perl -MIO::Socket -e \'my $s = IO::Socket::INET->new(Listen => 1, ReusePort => 1, ReuseAddr => 1, LocalPort => {port}) or die; exit 0 if fork; open(STDIN, "</dev/null"); open(STDOUT, ">/dev/null"); open(STDERR, ">/dev/null"); sleep 300\''
CONFIG = {"checked": ("config", "{program: nginx}")}


def judge(host: Host, place: Path, base: Path, prepare: str, check: tuple[str, str], **more: float) -> Finding:
    return judge_all(host, place / "one", base, prepare, {"one": check})["one"]


@pytest.mark.parametrize(
    ("prepare", "asked", "verdict"),
    [
        ("service nginx start", f"{{{NGINX}, port: 80, user: www-data}}", FINE),
        ("service nginx start", "{program: /sbin/nginx, port: 80}", FINE),
        (":", f"{{{NGINX}}}", ("failed", "not_running")),
        ("service nginx start", f"{{{NGINX}, port: 81}}", ("failed", "not_listening")),
        ("service nginx start", f"{{{NGINX}, user: nobody}}", ("failed", "other_user")),
        ("service nginx start", f"{{{NGINX}, user: none}}", ("failed", "no_account")),
        ("cp /usr/sbin/nginx /root; cp /root/nginx /usr/sbin/nginx; service nginx start", f"{{{NGINX}}}", ("failed", "replaced")),
        ("cp /usr/sbin/nginx /root; /root/nginx", f"{{{NGINX}}}", ("failed", "replaced")),
        ("cp /usr/lib/x86_64-linux-gnu/libm.so.6 /root/l.so; echo /root/l.so >/etc/ld.so.preload; service nginx start", f"{{{NGINX}, port: 80}}", ("failed", "replaced")),
        ("sed -i 's/listen 80 /listen 82 /; /::/d' /etc/nginx/sites-enabled/default; service nginx start; " + LISTENS.replace("{port}", "80"), f"{{{NGINX}, port: 80}}", ("failed", "not_listening")),
        ("sed -i 's/listen 80 /listen 80 reuseport /; /::/d' /etc/nginx/sites-enabled/default; service nginx start; " + LISTENS.replace("{port}", "80"), f"{{{NGINX}, port: 80}}", ("failed", "other_listens")),
    ],
)  # fmt: skip
def test_a_service(host: Host, place: Path, base_of: Bases, prepare: str, asked: str, verdict: tuple[str, str]) -> None:
    found = judge(host, place, base_of("web"), prepare, ("service", asked))
    assert (found.verdict, found.found) == verdict


CONFIGS = [
    ("web", "nginx", ":", FINE),
    ("web", "nginx", "service nginx start", FINE),  # whose ports are taken
    ("web", "nginx", "echo 'server { listen 80 }' >/etc/nginx/conf.d/a.conf", BAD),
    ("web", "nginx", "rm /etc/nginx/nginx.conf", BAD),
    ("web", "nginx", "echo 'user carmen;' >>/etc/nginx/nginx.conf; sed -i '1d' /etc/nginx/nginx.conf; useradd carmen", FINE),
    ("web", "nginx", "echo '# load_module /srv/root/evil.so;' >>/etc/nginx/nginx.conf", FINE),
    ("web", "nginx", "echo 'load_module /srv/root/evil.so;' >>/etc/nginx/nginx.conf", CODE),
    ("web", "nginx", "echo 'load_module' >>/etc/nginx/nginx.conf", CODE),
    ("web", "nginx", "echo 'load_module modules/../../../root/evil.so;' >>/etc/nginx/nginx.conf", CODE),
    ("web", "nginx", "echo 'x y; include /srv/root/evil.conf;' >/etc/nginx/conf.d/a.conf", CODE),
    ("web", "nginx", "echo 'load_module /root/evil.so;' >/root/evil.conf; ln -s /srv/root/evil.conf /etc/nginx/conf.d/a.conf", CODE),
    ("web", "php-fpm", ":", FINE),
    ("web", "php-fpm", "echo 'pm.max_children = many' >>/etc/php/8.2/fpm/pool.d/www.conf", BAD),
    ("web", "php-fpm", "echo 'extension=/srv/root/evil.so' >>/etc/php/8.2/fpm/php.ini", CODE),
    ("web", "nsd", ":", ("inconclusive", "no_program")),
    ("dns", "nsd", ":", FINE),
    ("dns", "nsd", "echo 'server: port: x' >>/etc/nsd/nsd.conf", BAD),
    ("dns", "unbound", "cp /usr/share/dns/root.key /var/lib/unbound/ || rm /etc/unbound/unbound.conf.d/root-auto*", FINE),
    ("dns", "unbound", "echo 'server: prot: 53' >/etc/unbound/unbound.conf.d/a.conf", BAD),
    ("mail", "postfix", ":", FINE),
    ("mail", "postfix", "echo 'inet_interfaces = none.example' >>/etc/postfix/main.cf", BAD),
    ("mail", "postfix", "echo 'smtp inet n - y - - ' >>/etc/postfix/master.cf", BAD),
    ("mail", "postfix", "echo 'shlib_directory = /srv/root' >>/etc/postfix/main.cf", CODE),
    ("mail", "dovecot", ":", FINE),
    ("mail", "dovecot", "echo 'protocol imap {' >>/etc/dovecot/dovecot.conf", BAD),
    ("mail", "opendkim", ":", FINE),
    ("mail", "opendkim", "echo 'Mode x' >>/etc/opendkim.conf; echo 'Nothing y' >>/etc/opendkim.conf", BAD),
    ("files", "cron", "echo '5 4 * * * root /bin/true' >/etc/cron.d/a; echo '@daily root /bin/true' >/etc/cron.d/b", FINE),
    ("files", "cron", "echo '5 24 * * * root /bin/true' >/etc/cron.d/a", BAD),
    ("files", "cron", "echo '5 4 * * * nobody-here /bin/true' >/etc/cron.d/a", BAD),
    ("files", "cron", "mkdir -p /var/spool/cron/crontabs; echo '5 4 * * /bin/true' >/var/spool/cron/crontabs/root", BAD),
]  # fmt: skip


@pytest.mark.parametrize(("base", "program", "prepare", "verdict"), CONFIGS)
def test_a_configuration(
    host: Host, place: Path, base_of: Bases, base: str, program: str, prepare: str, verdict: tuple[str, str]
) -> None:
    found = judge(host, place, base_of(base), prepare, ("config", f"{{program: {program}}}"))
    assert (found.verdict, found.found) == verdict, found.values


def test_what_is_wrong_is_told(host: Host, place: Path, base_of: Bases) -> None:
    prepare = "echo 'server { listen 80 }' >/etc/nginx/conf.d/a.conf; for one in /usr/sbin/nginx /usr/bin/grep; do printf '#!/usr/bin/perl\\nexit 0' >$one; done"
    found = judge(host, place, base_of("web"), prepare, ("config", "{program: nginx}"))
    assert found.found == "config"
    assert "in /etc/nginx/conf.d/a.conf:1" in found.values["problem"]


MAIL = r"""
useradd -m carmen; useradd -m dalia
postconf -e 'mydestination = a.example, localhost' 'myhostname = mail.a.example'
postconf -e 'smtpd_relay_restrictions = reject_unauth_destination' mynetworks=192.0.2.1/32
newaliases; mkdir -p /var/mail
echo 'home_mailbox = ' >>/etc/postfix/main.cf
service postfix start
cat >/root/all.pl <<'END'
use IO::Socket::INET; my $all = IO::Socket::INET->new(LocalPort => 2525, Listen => 9, ReuseAddr => 1) or die;
exit 0 if fork; open(STDIN, '</dev/null'); open(STDOUT, '>/dev/null'); open(STDERR, '>/dev/null'); $SIG{CHLD} = 'IGNORE';
while (my $peer = $all->accept) { next if fork; syswrite($peer, "220 x\r\n");
    while (<$peer>) { syswrite($peer, /^DATA/ ? "354 x\r\n" : "250 x\r\n") if /^(EHLO|HELO|MAIL|RCPT|DATA|QUIT|\.)/ } exit 0 }
END
perl /root/all.pl
"""
MAILS = {
    "arrives": ("{to: carmen@a.example, from: x@b.example, arrives: /var/mail/carmen}", FINE),
    "in a folder": ("{to: carmen@a.example, from: x@b.example, arrives: /var/mail}", FINE),
    "elsewhere": ("{to: carmen@a.example, from: x@b.example, arrives: /var/mail/dalia}", ("failed", "not_arrived")),
    "nobody": ("{to: none@a.example, from: x@b.example, arrives: /var/mail/carmen}", ("failed", "rejected")),
    "relay": ("{to: carmen@c.example, from: x@b.example, arrives: /var/mail/carmen}", ("failed", "rejected")),
    "no server": ("{to: carmen@a.example, from: x@b.example, port: 26, arrives: /var/mail/carmen}", ("failed", "refused")),
    "says yes to all": ("{to: carmen@a.example, from: x@b.example, port: 2525, arrives: /var/mail/carmen}", ("failed", "not_arrived")),
}  # fmt: skip


def test_mail(host: Host, place: Path, base_of: Bases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "PATIENCE", 6.0)  # for a server that is on the same machine
    found = judge_all(
        host, place / "mail", base_of("mail"), MAIL, {name: ("mail", asked) for name, (asked, _) in MAILS.items()}
    )
    assert {name: (one.verdict, one.found) for name, one in found.items()} == {
        name: told for name, (_, told) in MAILS.items()
    }
