/** The sound cannot be decoded here: it goes without waveform and loudness. Nobody outside hears of it. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
}
