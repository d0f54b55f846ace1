/** Language, keys, storage, and who may help. */
import { useStore } from '../store.ts'
import { Divider } from '../shop/divider.tsx'
import { useWords } from '../words/words.tsx'
import { HiddenList } from './hiddenList.tsx'
import { NetworkPanel } from './networkPanel.tsx'
import { settings } from './settings.ts'

export function SettingsPage() {
  const { say, language, speak } = useWords()
  const { keys, sharing, searchOthers } = useStore(settings)
  const asksOthers = searchOthers ?? sharing !== false
  return (
    <>
      <Divider title={say('settings')} level={1} />
      <ul className="plain lines settings">
        <li>
          <label>
            <span>{say('language')}</span>
            <select
              value={language}
              onChange={({ currentTarget }) => speak(currentTarget.value === 'fr' ? 'fr' : 'en')}
            >
              <option value="en">English</option>
              <option value="fr">Français</option>
            </select>
          </label>
        </li>
        <li>
          <label>
            <span>{say('keysOn')}</span>
            <input
              type="checkbox"
              checked={keys}
              onChange={({ currentTarget }) => settings.patch({ keys: currentTarget.checked })}
            />
          </label>
        </li>
        <li>
          <label>
            <span>{say('searchOthers')}</span>
            <input
              type="checkbox"
              checked={asksOthers}
              onChange={({ currentTarget }) =>
                settings.patch({ searchOthers: currentTarget.checked })
              }
            />
          </label>
        </li>
      </ul>
      <p className="meta">{say('searchOthersWhy')}</p>
      <NetworkPanel />
      <HiddenList />
    </>
  )
}
