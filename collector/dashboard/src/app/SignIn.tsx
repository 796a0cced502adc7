// Owns what somebody sees who is not signed in: the form for name and password, how to get a link, and nothing of anybody's
// shop. Who may sign in is the collector's to say.
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { beginSession, Refusal } from '../asks/ask.ts'
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
        <SignInForm />
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

function SignInForm() {
  const say = useSay()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [asking, setAsking] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setAsking(true)
    try {
      await beginSession(name, password)
      // Everything is asked anew, as whoever is signed in now; an alarm's link still leads where it did.
      window.location.reload()
    } catch (error) {
      setRefused(error instanceof Refusal ? error.message : say('sign-in.failed'))
      setPassword('')
      setAsking(false)
    }
  }

  return (
    <form className={classes.signInForm} onSubmit={event => void submit(event)}>
      {refused !== null && (
        <Alert color="red" variant="outline" role="alert">
          {refused}
        </Alert>
      )}
      <TextInput
        label={say('sign-in.name')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        required
        value={name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label={say('sign-in.password')}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={asking}>
        {say('sign-in.do')}
      </Button>
    </form>
  )
}
