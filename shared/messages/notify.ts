// Owns what is said, in English and Japanese, where a channel of alarms cannot be opened, trusted or reached.

export const notifyMessages = {
  'notify.secret-unset': { en: 'the variable of the environment is not set', ja: '環境変数が設定されていません' },
  'notify.secret-unreadable': { en: 'the secret cannot be read: {{errno}}', ja: '秘密情報を読み取れません: {{errno}}' },
  'notify.secret-empty': { en: 'the file of the secret is empty', ja: '秘密情報のファイルが空です' },
  'notify.name-twice': {
    en: 'notify: two channels are called {{name}}',
    ja: 'notify: {{name}}という名前のチャンネルが2つあります',
  },
  'notify.needs-https': {
    en: 'urlFile or urlEnv must hold an https address',
    ja: 'urlFileかurlEnvにhttpsのアドレスが必要です',
  },
  'notify.no-https': {
    en: 'urlFile or urlEnv holds no https address',
    ja: 'urlFileかurlEnvの値がhttpsのアドレスではありません',
  },
  'notify.nowhere': { en: 'its name has no address', ja: '名前に対応するアドレスがありません' },
  'notify.private': {
    en: 'it leads to what is no public address: set allowPrivate where that is meant',
    ja: '公開アドレスではありません。意図したものならallowPrivateを設定してください',
  },
  'notify.broken-off': {
    en: 'it could not be reached: the connection failed',
    ja: '接続できませんでした: 通信が途切れました',
  },
  'notify.unreached': { en: 'it could not be reached: {{errno}}', ja: '接続できませんでした: {{errno}}' },
  'notify.late': { en: 'no answer in time', ja: '時間内に応答がありませんでした' },
  'notify.answered': { en: 'it answered {{status}}', ja: '応答コード {{status}}' },

  'notify.tls.name': {
    en: 'nothing was sent: the certificate that the other side showed is for other names ({{names}}). Set "host" to one of these, or give the other side a certificate for the name in use',
    ja: '何も送信していません。相手の証明書は別の名前({{names}})のものです。「host」をそのいずれかにするか、相手側に使用中の名前の証明書を用意してください',
  },
  'notify.tls.other-name': {
    en: 'nothing was sent: the certificate that the other side showed is for another name. Correct the address (urlFile or urlEnv), or give the other side a certificate for the name in it',
    ja: '何も送信していません。相手の証明書は別の名前のものです。アドレス(urlFileかurlEnv)を直すか、相手側にその名前の証明書を用意してください',
  },
  'notify.tls.unknown': {
    en: 'nothing was sent: no known authority has signed the certificate that the other side showed. If the authority is your own, name its PEM file with "ca" in this channel',
    ja: '何も送信していません。相手の証明書は既知の認証局が署名したものではありません。自社の認証局であれば、このチャンネルの「ca」にそのPEMファイルを指定してください',
  },
  'notify.tls.not-by-ca': {
    en: 'nothing was sent: the authority in "ca" has not signed the certificate that the other side showed. Put the right authority there, or let the other side send its intermediate certificates too',
    ja: '何も送信していません。相手の証明書は「ca」の認証局が署名したものではありません。正しい認証局を指定するか、相手側から中間証明書も送るようにしてください',
  },
  'notify.tls.expired': {
    en: 'nothing was sent: the certificate that the other side showed is over, or not valid yet. Renew it there, or set the clock that is wrong',
    ja: '何も送信していません。相手の証明書は期限切れか、まだ有効になっていません。相手側で更新するか、ずれている時計を直してください',
  },
  'notify.tls.plain': {
    en: 'nothing was sent: the other side does not speak TLS on this port. Name the port on which it does; a mail server may want "security: starttls"',
    ja: '何も送信していません。相手はこのポートでTLSを使っていません。TLSのポートを指定してください。メールサーバーでは「security: starttls」が必要な場合があります',
  },
  'notify.tls.old': {
    en: 'nothing was sent: the other side speaks nothing newer than TLS 1.1. Let it speak TLS 1.2 or 1.3',
    ja: '何も送信していません。相手がTLS 1.1以前にしか対応していません。TLS 1.2か1.3を使えるようにしてください',
  },
  'notify.tls.no-starttls': {
    en: 'nothing was sent: the mail server did not let itself be encrypted (STARTTLS). Let it offer STARTTLS, or set "security: tls" and the port for it (465). If it offers it otherwise, somebody in between may have removed it',
    ja: '何も送信していません。メールサーバーが暗号化(STARTTLS)に応じませんでした。STARTTLSを有効にするか、「security: tls」とそのポート(465)を指定してください。普段は応じるサーバーなら、途中で誰かが取り除いた可能性があります',
  },
} as const
