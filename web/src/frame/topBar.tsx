/** The top of the shop, and on a phone the tabs at its bottom. */
import { Library, Search, Settings, Sparkles, Compass } from 'lucide-react'
import type { Route } from '../route.ts'
import { SearchField } from '../search/searchField.tsx'
import { Link } from '../shop/link.tsx'
import { useWords } from '../words/words.tsx'

export function TopBar({ route, playMoney }: { route: Route; playMoney: boolean }) {
  const { say, language, speak } = useWords()
  return (
    <header className="above">
      {playMoney && <p className="banner">{say('playMoney')}</p>}
      <div className="top">
        <Link to={{ name: 'home' }} className="wordmark">
          {say('appName')}
        </Link>
        <nav className="wide-only menu" aria-label={say('mainMenu')}>
          <Places route={route} />
        </nav>
        <SearchField route={route} />
        <button
          type="button"
          className="text-button language wide-only"
          lang={language === 'en' ? 'fr' : 'en'}
          onClick={() => speak(language === 'en' ? 'fr' : 'en')}
        >
          {say('otherLanguage')}
        </button>
        <Link to={{ name: 'settings' }} className="icon-button" label={say('settings')}>
          <Settings aria-hidden="true" />
        </Link>
      </div>
    </header>
  )
}

export function Tabs({ route }: { route: Route }) {
  const { say } = useWords()
  return (
    <nav className="tabs narrow-only" aria-label={say('mainMenu')}>
      <Places route={route} tabs />
    </nav>
  )
}

function Places({ route, tabs }: { route: Route; tabs?: boolean }) {
  const { say } = useWords()
  const places = [
    { to: { name: 'home' }, text: say('new'), Icon: Sparkles },
    { to: { name: 'browse' }, text: say('browse'), Icon: Compass },
    ...(tabs
      ? [{ to: { name: 'search', query: '' } as const, text: say('search'), Icon: Search }]
      : []),
    { to: { name: 'library', tab: 'saved' }, text: say('library'), Icon: Library },
  ] satisfies { to: Route; text: string; Icon: typeof Search }[]
  return places.map(({ to, text, Icon }) => (
    <Link key={to.name} to={to} current={route.name === to.name} className="place">
      {tabs && <Icon aria-hidden="true" />}
      <span>{text}</span>
    </Link>
  ))
}
