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
} as const
