// Owns the words of installing and uninstalling services, in English and Japanese.

export const installMessages = {
  'install.write': { en: 'Write {{name}}', ja: '書き込み: {{name}}' },
  'install.write-once': { en: 'Write {{name}}, where it is not there yet', ja: '書き込み(なければ): {{name}}' },
  'install.folder': { en: 'Make the folder {{name}}', ja: 'フォルダー作成: {{name}}' },
  'install.run': { en: 'Run {{name}}', ja: '実行: {{name}}' },
  'install.remove': { en: 'Remove {{name}}', ja: '削除: {{name}}' },
  'install.not-root': {
    en: 'only root can do this: run it with sudo, or look at it with --dry-run',
    ja: 'root権限が必要です。sudoで実行するか、--dry-runで内容を確認してください',
  },
  'install.no-user': { en: 'there is no user {{user}}', ja: 'ユーザー{{user}}がありません' },
  'install.in-home': {
    en: 'a service must not run from {{home}}: move the checkout to /opt/sekisho, as root, and run it from there',
    ja: 'サービスは{{home}}からは実行できません。rootで/opt/sekishoへ移し、そこから実行してください',
  },
  'install.not-roots': {
    en: 'somebody else than root may change it, and with it what the service does: chown -R root:root and chmod -R go-w the checkout',
    ja: 'root以外が変更でき、サービスの動作を変えられます。チェックアウト全体にchown -R root:rootとchmod -R go-wを実行してください',
  },
  'install.next-agent': {
    en: 'Next: enrol this host, then start it.\n  {{as}} enroll TOKEN --name "$(hostname)" --config {{config}}\n  sudo systemctl start {{service}}',
    ja: '次に、このホストを登録してから起動してください。\n  {{as}} enroll TOKEN --name "$(hostname)" --config {{config}}\n  sudo systemctl start {{service}}',
  },
  'install.next-collector': {
    en: "Next: set listen, tls and publicAddress in {{config}}, enter there whom to call (notify.contacts: the payment provider's number), then start it.\n  sudo systemctl start {{service}}\n  {{as}} link",
    ja: '次に、{{config}}でlisten・tls・publicAddressを設定し、緊急連絡先(notify.contacts: 決済代行会社の電話番号)を登録してから、起動してください。\n  sudo systemctl start {{service}}\n  {{as}} link',
  },
  'uninstall.kept': {
    en: 'Kept: {{state}}, {{config}} and the user {{user}}. --purge removes the first two.',
    ja: '{{state}}、{{config}}、ユーザー{{user}}は残しました。--purgeで前の二つも削除します。',
  },
  'uninstall.purged': {
    en: 'Kept: the user {{user}}, to whom other files may belong. To remove it: userdel {{user}}',
    ja: 'ユーザー{{user}}は残しました(他のファイルの所有者かもしれません)。削除するには: userdel {{user}}',
  },
} as const
