/** Language, keys, storage, and who may help. */
import { useStore } from '../store.ts'
import { Divider } from '../shop/divider.tsx'
import { useWords } from '../words/words.tsx'
import { size } from '../words/amounts.ts'
import { useLoaded } from '../shop/useLoaded.ts'
import { settings } from './settings.ts'

export function SettingsPage() {
  const { say, language, speak } = useWords()
  const { keys } = useStore(settings)
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
          <Storage />
        </li>
      </ul>
    </>
  )
}

function Storage() {
  const { say, language } = useWords()
  const loaded = useLoaded('storage', () => navigator.storage.estimate())
  if (loaded.state !== 'here') return null
  const { usage = 0, quota = 0 } = loaded.value
  return (
    <div>
      <p>{say('storage')}</p>
      <p className="meta">
        {say('storageUsed', { used: size(usage, language), budget: size(quota, language) })}
      </p>
      <p className="meta">{say('storageWhy')}</p>
    </div>
  )
}
