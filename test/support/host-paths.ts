// Owns what the profile host-execution must say of paths as they stand on a Debian host with nginx, Apache and PHP-FPM, below
// each root that docs/host.md binds.
import type { PathClass } from '@sekisho/shared/profile.ts'
import type { Severity } from '@sekisho/shared/verdict.ts'

/** `severity`: of a passive file there that nothing permits. `stays`: its content never leaves the host. */
type Expectation = readonly [path: string, pathClass: PathClass, severity: Severity, stays?: 'stays']

const etc: readonly Expectation[] = [
  ['ld.so.preload', 'config', 'critical'],
  ['ld.so.conf.d/libc.conf', 'config', 'critical'],
  ['ld.so.cache', 'generated', 'none'],
  ['php/8.2/fpm/php.ini', 'config', 'critical'],
  ['php/8.2/fpm/conf.d/10-opcache.ini', 'config', 'critical'],
  ['php/8.2/mods-available/redis.ini', 'config', 'critical'],
  ['php/8.2/fpm/php-fpm.conf', 'config', 'critical'],
  ['php/8.2/fpm/pool.d/www.conf', 'config', 'critical', 'stays'],
  ['php/8.2/apache2/php.ini', 'config', 'critical'],
  ['php.ini', 'config', 'critical'],
  ['php.d/20-bz2.ini', 'config', 'critical'],
  ['php-fpm.d/www.conf', 'config', 'critical', 'stays'],
  ['nginx/nginx.conf', 'config', 'high'],
  ['nginx/sites-enabled/default', 'config', 'high'],
  ['nginx/snippets/fastcgi-php.conf', 'config', 'high'],
  ['nginx/modules-enabled/50-mod-http-geoip.conf', 'config', 'high'],
  ['nginx/shop.htpasswd', 'config', 'high', 'stays'],
  ['nginx/.htpasswd', 'config', 'high', 'stays'],
  ['apache2/apache2.conf', 'config', 'high'],
  ['apache2/envvars', 'config', 'high'],
  ['apache2/mods-enabled/php8.2.load', 'config', 'high'],
  ['apache2/sites-available/000-default.conf', 'config', 'high'],
  ['crontab', 'config', 'critical'],
  ['cron.d/php', 'config', 'critical'],
  ['cron.daily/apache2', 'config', 'critical'],
  ['systemd/system/shop-queue.service', 'config', 'critical'],
  ['systemd/system/php8.2-fpm.service.d/override.conf', 'config', 'critical'],
  ['systemd/system/multi-user.target.wants/nginx.service', 'config', 'critical'],
  ['systemd/system-generators/late', 'config', 'critical'],
  ['systemd/journald.conf', 'config', 'high'],
  ['init.d/php8.2-fpm', 'config', 'critical'],
  ['rc2.d/S01cron', 'config', 'critical'],
  ['rc.local', 'config', 'critical'],
  ['logrotate.d/php8.2-fpm', 'config', 'high'],
  ['udev/rules.d/70-snap.rules', 'config', 'high'],
  ['apt/apt.conf.d/50unattended-upgrades', 'config', 'high'],
  ['apt/sources.list.d/sury.list', 'config', 'high'],
  ['apt/listchanges.conf', 'generated', 'none'],
  ['sudoers', 'config', 'critical'],
  ['sudoers.d/deploy', 'config', 'critical'],
  ['pam.d/sshd', 'config', 'critical'],
  ['security/pam_env.conf', 'config', 'high'],
  ['profile.d/lang.sh', 'config', 'high'],
  ['bash.bashrc', 'code', 'high'],
  ['environment', 'code', 'high'],
  ['hosts', 'code', 'high'],
  ['nsswitch.conf', 'code', 'high'],
  ['ssh/sshd_config.d/10-shop.conf', 'config', 'high'],
  ['ssh/ssh_host_ed25519_key', 'config', 'high', 'stays'],
  ['ssh/ssh_host_ed25519_key.pub', 'config', 'high'],
  ['ssh/authorized_keys', 'config', 'critical', 'stays'],
  ['shadow', 'config', 'medium', 'stays'],
  ['gshadow', 'config', 'medium', 'stays'],
  ['shadow-', 'generated', 'none', 'stays'],
  ['passwd', 'config', 'medium'],
  ['ssl/certs/ca-certificates.crt', 'generated', 'none'],
  ['ssl/private/shop.key', 'generated', 'none', 'stays'],
  ['ssl/shop.key', 'config', 'high', 'stays'],
  ['letsencrypt/live/shop.example/privkey.pem', 'generated', 'none', 'stays'],
  ['letsencrypt/archive/shop.example/privkey2.pem', 'generated', 'none', 'stays'],
  ['letsencrypt/renewal-hooks/deploy/reload.sh', 'config', 'high'],
  ['letsencrypt/renewal/shop.example.conf', 'config', 'high'],
  ['sekisho/agent.yaml', 'config', 'critical', 'stays'],
  ['mysql/debian.cnf', 'config', 'high', 'stays'],
  ['alternatives/php', 'config', 'medium'],
  ['X11/rgb.txt', 'config', 'low'],
  ['terminfo/README', 'config', 'low'],
  ['fonts/conf.d/10-hinting-slight.conf', 'config', 'low'],
]

const php: readonly Expectation[] = [
  ['20220829/opcache.so', 'code', 'critical'],
  ['20220829/notes', 'code', 'critical'],
  ['8.2/php.ini-production', 'config', 'low'],
  ['8.2/php.ini', 'config', 'critical'],
  ['sessionclean', 'code', 'high'],
]

const home: readonly Expectation[] = [
  ['authorized_keys', 'config', 'critical', 'stays'],
  ['authorized_keys2', 'config', 'critical', 'stays'],
  ['id_ed25519', 'config', 'high', 'stays'],
  ['known_hosts', 'generated', 'none', 'stays'],
  ['rc', 'code', 'high'],
  ['config', 'code', 'high'],
]

/** By root. */
export const hostPaths: Readonly<Record<string, readonly Expectation[]>> = {
  '/etc': etc,
  '/usr/lib/php': php,
  '/root/.ssh': home,
  '/usr/lib/apache2/modules': [
    ['mod_php8.2.so', 'code', 'critical'],
    ['httpd.exp', 'code', 'high'],
  ],
  '/usr/lib/systemd/system': [
    ['nginx.service', 'config', 'critical'],
    ['phpsessionclean.timer', 'config', 'critical'],
    ['systemd-logind.service.d/dbus.conf', 'config', 'critical'],
    ['sysinit.target.wants/cryptsetup.target', 'config', 'critical'],
  ],
  '/var/spool/cron': [
    ['crontabs/root', 'config', 'critical', 'stays'],
    ['crontabs/www-data', 'config', 'critical', 'stays'],
    ['atjobs/a0000101b4f0c8', 'config', 'critical', 'stays'],
  ],
  '/usr/local': [
    ['bin/backup', 'code', 'high'],
    ['sbin/deploy', 'code', 'high'],
    ['lib/x86_64-linux-gnu/libshop.so.1', 'code', 'critical'],
    ['etc/php/php.ini', 'config', 'critical'],
    ['share/man/man1/x', 'config', 'low'],
  ],
}
