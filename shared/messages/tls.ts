// Owns what is said, in English and Japanese, of files of a config that TLS cannot be spoken with, and by agent and commands of a
// collector whose side of TLS is not to be trusted. Channels of alarms have their own words for the latter.

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
    ja: 'このファイルから使用できる証明書を読み取れません。「tls.cert」には、コレクターの証明書とそれに続く中間証明書(BEGIN CERTIFICATE)を含むPEMファイルを指定してください',
  },
  'tls.key-empty': {
    en: 'no key can be read from this file: "tls.key" must name a PEM file with the private key of the certificate, without a passphrase (BEGIN PRIVATE KEY)',
    ja: 'このファイルから鍵を読み取れません。「tls.key」には、証明書の秘密鍵(BEGIN PRIVATE KEY、パスフレーズなし)を含むPEMファイルを指定してください',
  },
  'tls.key-other': {
    en: 'this key is not the one of the certificate in {{cert}}: "tls.key" must name the private key for which that was issued',
    ja: 'この鍵は {{cert}} の証明書のものではありません。「tls.key」には、その証明書の秘密鍵を指定してください',
  },
  'tls.unknown': {
    en: "nothing was sent: no known authority has signed the certificate that the collector showed. In the agent's config set tls.ca (the PEM file of your own authority) or tls.pin (the sha256 of the certificate)",
    ja: '何も送信していません。コレクターの証明書は既知の認証局が署名したものではありません。エージェントの設定でtls.ca(自社の認証局のPEMファイル)かtls.pin(証明書のsha256)を指定してください',
  },
  'tls.unknown-command': {
    en: 'nothing was sent: no known authority has signed the certificate that the collector showed. If the authority is your own, set NODE_EXTRA_CA_CERTS to its PEM file for this command (for an agent: tls.ca or tls.pin in its config)',
    ja: '何も送信していません。コレクターの証明書は既知の認証局が署名したものではありません。自社の認証局であれば、このコマンドの環境変数NODE_EXTRA_CA_CERTSにそのPEMファイルを指定してください(エージェントでは設定のtls.caかtls.pin)',
  },
  'tls.not-by-ca': {
    en: 'nothing was sent: the authority in tls.ca has not signed the certificate that the collector showed. Put the right authority there, or set tls.pin (the sha256 of the certificate) instead',
    ja: '何も送信していません。コレクターの証明書はtls.caの認証局が署名したものではありません。正しい認証局を指定するか、代わりにtls.pin(証明書のsha256)を指定してください',
  },
  'tls.not-the-pinned': {
    en: 'nothing was sent: the certificate is not the pinned one. If it was renewed, set tls.pin to the sha256 of the new one; if not, somebody stands in between',
    ja: '何も送信していません。証明書がtls.pinのものと違います。更新した場合は、tls.pinを新しい証明書のsha256にしてください。更新していなければ、途中に誰かがいます',
  },
  'tls.not-the-local': {
    en: 'nothing was sent: what listens there shows another certificate than the collector on this machine. See what listens at that address, and restart the collector so that it writes its certificate anew',
    ja: '何も送信していません。このアドレスで待ち受けているものの証明書は、このマシンのコレクターのものと違います。このアドレスで何が待ち受けているかを確認し、コレクターを再起動して証明書の記録を更新してください',
  },
  'tls.name': {
    en: 'nothing was sent: the certificate that the collector showed is for other names ({{names}}). Reach it by one of these, or give it a certificate for the name in use',
    ja: '何も送信していません。コレクターの証明書は別の名前({{names}})のものです。そのいずれかの名前で接続するか、使用中の名前の証明書をコレクターに用意してください',
  },
  'tls.expired': {
    en: 'nothing was sent: the certificate that the collector showed is over, or not valid yet. Renew it there, or set the clock that is wrong',
    ja: '何も送信していません。コレクターの証明書は期限切れか、まだ有効になっていません。コレクター側で更新するか、ずれている時計を直してください',
  },
  'tls.plain': {
    en: 'nothing was sent: what answers there does not speak TLS on this port. Correct the address, or give the collector its certificate (tls)',
    ja: '何も送信していません。相手はこのポートでTLSを使っていません。アドレスを直すか、コレクターに証明書(tls)を設定してください',
  },
  'tls.old': {
    en: 'nothing was sent: what answers there speaks nothing newer than TLS 1.1. Let it speak TLS 1.2 or 1.3',
    ja: '何も送信していません。相手がTLS 1.1以前にしか対応していません。TLS 1.2か1.3を使えるようにしてください',
  },
} as const
