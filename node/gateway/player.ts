/** The bar a song plays in. Hidden until the first one does; `web/page/player.js` moves it. */
import { html, type Html } from './html.ts'

const icon = (path: string): Html =>
  html`<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
    <path d="${path}" />
  </svg>`

const PLAY = 'M8 5v14l11-7z'
const PAUSE = 'M7 5h4v14H7zM13 5h4v14h-4z'
const PREVIOUS = 'M5 5h2v14H5zM19 5v14L8 12z'
const NEXT = 'M17 5h2v14h-2zM5 5v14l11-7z'

export const player = (): Html =>
  html`<section class="player" id="player" aria-label="Player" hidden>
    <audio id="audio" preload="none"></audio>
    <div class="sleeve" id="player-sleeve"></div>
    <div class="now">
      <p class="title" id="player-title" dir="auto"></p>
      <p class="artist" id="player-artist" dir="auto"></p>
    </div>
    <div class="controls">
      <button type="button" class="step" id="previous" aria-label="Previous song">
        ${icon(PREVIOUS)}
      </button>
      <button type="button" class="disc" id="toggle" aria-label="Play">
        <span class="when-paused">${icon(PLAY)}</span>
        <span class="when-playing">${icon(PAUSE)}</span>
      </button>
      <button type="button" class="step" id="next" aria-label="Next song">${icon(NEXT)}</button>
    </div>
    <div class="progress">
      <span class="time" id="elapsed">0:00</span>
      <input type="range" id="seek" min="0" max="1" step="1" value="0" aria-label="Position" />
      <span class="time" id="total">0:00</span>
    </div>
    <p class="message" id="player-message" role="status"></p>
  </section>`
