// Owns the patterns of secrets that are always in force, as redact.ts reads them. docs/attribution.md says what they are for.

/** In names of variables, options, fields and headers. */
const names = ['passw', 'passphrase', 'pwd', 'secret', 'token', 'credential', 'api*key', 'access*key', 'private*key']
const headers = ['authorization', 'cookie', 'api-key']

export const usualPatterns: readonly string[] = [
  ...names.map(name => `*${name}*=SECRET`),
  ...[...names, ...headers].map(name => `*${name}*:SECRET`),
  ...names.map(name => `-*${name}* SECRET`),
  '-pass SECRET',
  '--pass SECRET',
  '--pass=SECRET',
  '-passin SECRET',
  '-passout SECRET',
  '*bearer SECRET',
  '*pass:SECRET',
  '*?sig=SECRET',
  '*&sig=SECRET',
  // Short options, where the program is known for them.
  '@mysql* -pSECRET',
  '@mariadb* -pSECRET',
  '@xtrabackup -pSECRET',
  '@sshpass -pSECRET',
  '@sshpass -p SECRET',
  '@mongo* -p SECRET',
  '@redis-cli -a SECRET',
  '@curl -uSECRET',
  '@curl -u SECRET',
  '@curl --user SECRET',
  '@curl --proxy-user SECRET',
  '@curl -b SECRET',
  '@smbclient -U SECRET',
  '@lftp -u SECRET',
  '@htpasswd -*b* * * SECRET',
  '@*zip -P SECRET',
  '@7z* -pSECRET',
]
