// Owns what somebody sees who is not signed in: how to get a link, and nothing of anybody's shop.
import { useSay } from '../words/words.ts'
import { Header } from './Header.tsx'
import classes from './page.module.css'

export function SignIn() {
  const say = useSay()
  return (
    <>
      <Header onSignOut={null} />
      <main className={classes.signIn}>
        <h2>{say('sign-in.title')}</h2>
        <p>{say('sign-in.how')}</p>
        <pre className={classes.command}>
          <code>sekisho link</code>
        </pre>
        <p className={classes.quiet}>
          {say('sign-in.checkout')} <code>npm run -s sekisho -- link</code>
        </p>
        <p className={classes.quiet}>{say('sign-in.once')}</p>
      </main>
    </>
  )
}
