// Owns the words of people and their roles: on the command line, in its help, and in refusals of sign-ins, in both languages.

export const peopleMessages = {
  'user.added': {
    en: '{{name}} can sign in now, as {{role}}.',
    ja: '{{name}}({{role}})がサインインできるようになりました。',
  },
  'user.password-made': {
    en: 'The password is shown this once. Hand it over by a way that nobody else reads.',
    ja: 'パスワードの表示は今回だけです。第三者の目に触れない方法で渡してください。',
  },
  'user.password-set': {
    en: '{{name}} has a new password; every session of theirs has ended.',
    ja: '{{name}}のパスワードを変更し、すべてのセッションを終了しました。',
  },
  'user.role-set': { en: '{{name}} is {{role}} from now on.', ja: '{{name}}の役割を{{role}}に変更しました。' },
  'user.removed': {
    en: '{{name}} cannot sign in any more; every session of theirs has ended.',
    ja: '{{name}}を削除し、すべてのセッションを終了しました。',
  },
  'user.no-password': {
    en: 'standard input holds no password',
    ja: '標準入力にパスワードがありません',
  },
  'command.user': { en: 'People who sign in at the dashboard.', ja: 'ダッシュボードにサインインする人。' },
  'command.user.add': {
    en: 'Add a person. A password is made and shown once, unless --password-stdin is given.',
    ja: '人を追加します。--password-stdinがなければパスワードを生成し、一度だけ表示します。',
  },
  'command.user.list': { en: 'List the people with their roles.', ja: '人と役割の一覧を表示します。' },
  'command.user.role': { en: 'Give a person another role, at once.', ja: '役割を変更します(即時に有効)。' },
  'command.user.password': {
    en: 'Give a person a new password, and end every session of theirs.',
    ja: '新しいパスワードを設定し、すべてのセッションを終了します。',
  },
  'command.user.remove': {
    en: 'Remove a person, and end every session of theirs.',
    ja: '人を削除し、すべてのセッションを終了します。',
  },
  'argument.person': { en: 'name, such as an e-mail address, in lower case', ja: '名前(メールアドレスなど、小文字)' },
  'option.person-role': {
    en: 'viewer, analyst, approver or admin',
    ja: 'viewer、analyst、approver、adminのいずれか',
  },
  'option.password-stdin': {
    en: 'take the password from the first line of standard input',
    ja: '標準入力の1行目をパスワードとして使用',
  },
  'problem.sign-in-refused': { en: 'Name or password is wrong.', ja: '名前またはパスワードが違います。' },
  'mend.sign-in-refused': {
    en: 'An admin can set a new password: sekisho user password NAME',
    ja: '管理者が新しいパスワードを設定できます: sekisho user password 名前',
  },
  'problem.token-needed': {
    en: 'This needs an API token of the role {{needed}}; a browser’s session is not enough.',
    ja: 'この操作には{{needed}}権限のAPIトークンが必要です。ブラウザのセッションではできません。',
  },
} as const
