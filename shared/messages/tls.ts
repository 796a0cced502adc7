// Owns what is said, in English and Japanese, of files of a config that TLS cannot be spoken with.

export const tlsMessages = {
  'tls.ca-unreadable': {
    en: 'the certificate of the authority cannot be read: {{detail}}. "ca" must name a PEM file that this user may read',
    ja: '認証局の証明書を読み取れません: {{detail}}。「ca」には、このユーザーが読み取れるPEMファイルを指定してください',
  },
  'tls.ca-empty': {
    en: 'no certificate can be read from this file: "ca" must name a PEM file with the certificate of the authority (BEGIN CERTIFICATE)',
    ja: 'このファイルから証明書を読み取れません。「ca」には、認証局の証明書(BEGIN CERTIFICATE)を含むPEMファイルを指定してください',
  },
  'tls.unreadable': {
    en: '"{{what}}" cannot be read: {{detail}}. It must name a PEM file that this user may read',
    ja: '「{{what}}」を読み取れません: {{detail}}。このユーザーが読み取れるPEMファイルを指定してください',
  },
  'tls.cert-empty': {
    en: 'no usable certificate can be read from this file: "tls.cert" must name a PEM file with the certificate of the collector, and after it those between it and its authority (BEGIN CERTIFICATE)',
    ja: 'このファイルから使用できる証明書を読み取れません。「tls.cert」には、収集側の証明書とそれに続く中間証明書(BEGIN CERTIFICATE)を含むPEMファイルを指定してください',
  },
  'tls.key-empty': {
    en: 'no key can be read from this file: "tls.key" must name a PEM file with the private key of the certificate, without a passphrase (BEGIN PRIVATE KEY)',
    ja: 'このファイルから鍵を読み取れません。「tls.key」には、証明書の秘密鍵(BEGIN PRIVATE KEY、パスフレーズなし)を含むPEMファイルを指定してください',
  },
  'tls.key-other': {
    en: 'this key is not the one of the certificate in {{cert}}: "tls.key" must name the private key for which that was issued',
    ja: 'この鍵は {{cert}} の証明書のものではありません。「tls.key」には、その証明書の秘密鍵を指定してください',
  },
} as const
