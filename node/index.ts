/**
 * The only door: what the dapp, the scripts and the shells may use. Helia and libp2p are heavy, so
 * they load when `createNetwork` or `createPresence` is first called.
 */
import type { Network, NetworkConfig } from './network/createNetwork.ts'
import type { Presence, PresenceConfig } from './network/presence.ts'

export { signAnnouncement } from './announce/announcements.ts'
export { askHello } from './announce/hello.ts'
export { Directory, type Artist, type Genre, type Shelf } from './catalogue/directory.ts'
export { fold, queryTokens } from './catalogue/fold.ts'
export { claimsOf, judge } from './catalogue/judge.ts'
export { cursorAt, pageLimit, parseCursor, type Cursor } from './catalogue/paging.ts'
export { signedWork } from './catalogue/signedWork.ts'
export { wordsOf } from './catalogue/words.ts'
export { checksummed, parseWrittenAddress } from './crypto/address.ts'
export { publicKeyOf } from './crypto/ed25519.ts'
export { cborCidOf, cidOfBlock, sha256 } from './crypto/hash.ts'
export { encodeCanonical, equalBytes } from './domain/canonical.ts'
export {
  decodeAnnouncement,
  encodeAnnouncementBody,
  RELEASES_TOPIC,
} from './domain/announcement.ts'
export {
  REORG_GRACE_BLOCKS,
  viewOf,
  type Candidate,
  type CreditView,
  type Edition,
  type Entry,
  type ListedFile,
  type Outcome,
  type Page,
  type ReleaseView,
  type TrackView,
  type Standing,
  type WorkView,
} from './domain/catalogue.ts'
export {
  DEVELOPMENT_CHAIN,
  isBefore,
  type BlockRef,
  type ChainEvent,
  type ChainRef,
  type Place,
  type Sale,
} from './domain/chain.ts'
export {
  ChainUnavailableError,
  ClosedError,
  DiskFullError,
  InsufficientFundsError,
  InvalidAnnouncementError,
  InvalidManifestError,
  InvalidTermsError,
  MegaboxError,
  NotServedError,
  NothingToPublishError,
  OversizedFileError,
  RefusedFilesError,
  RemoteError,
  SentUnconfirmedError,
  SoldOutError,
  TransactionRefusedError,
  UnknownReleaseError,
  UnreachableError,
  UnsoundFileError,
  UnusableFileError,
  UsageError,
  WrongChainError,
  errorBody,
  type ErrorBody,
} from './domain/errors.ts'
export {
  currencyOf,
  ETHER,
  formatAmount,
  moneyText,
  parseAmount,
  PLAY_DOLLAR,
  tokensOf,
  type Currency,
} from './domain/currency.ts'
export { formatEther, parseEther } from './domain/ether.ts'
export type { MoneyEvent, OwedEvent, SoldEvent, TippedEvent } from './domain/money.ts'
export {
  bytes32Of,
  fingerprintOf,
  fromHex,
  parseAddress,
  parseBytes32,
  parseEditionId,
  parseReleaseId,
  toHex,
  ZERO_ADDRESS,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from './domain/ids.ts'
export { cleanName, songFileName } from './domain/fileName.ts'
export { decodeManifest, encodeRelease, type Manifest, type Release } from './domain/manifest.ts'
export { extensionOf } from './domain/media.ts'
export type {
  Blocks,
  Files,
  Index,
  Keeping,
  Ledger,
  Pin,
  SourceFile,
  StoredBlock,
} from './domain/ports.ts'
export {
  parseMined,
  parseSale,
  signedToJson,
  type Paying,
  type SignedPurchase,
  type TokenFacts,
} from './domain/payment.ts'
export { signedTipToJson, type SignedTip } from './domain/signedTip.ts'
export type { OperatorEntry } from './domain/operators.ts'
export type {
  ArtistPurse,
  CarryingPurse,
  Claim,
  Limits,
  Purse,
  SigningPurse,
  Tip,
  TippingPurse,
} from './domain/purse.ts'
export {
  ARTIST_SIDE_BPS,
  parseTerms,
  splitOf,
  termsToJson,
  type Payee,
  type Terms,
} from './domain/terms.ts'
export { encodeWants } from './domain/wants.ts'
export {
  barsOf,
  MAX_WAVEFORM_BYTES,
  parseWaveform,
  WAVEFORM_PARTS,
  type Waveform,
} from './domain/waveform.ts'
export { createExchange } from './gateway/exchange.ts'
export { createGateway } from './gateway/gateway.ts'
export { fileAnswer, type AnsweredFile, type FileAnswer } from './gateway/fileAnswer.ts'
export { INERT } from './gateway/inert.ts'
export type { ArtistView, PageDocument, PageView, Picture } from './gateway/pageView.ts'
export { parseRange, type ByteRange } from './gateway/range.ts'
export { createSniffer, type Sniffer } from './gateway/sniffer.ts'
export type { Asset, Caller, GatewayPowers } from './gateway/powers.ts'
export type { Draft, Refused } from './ingest/draft.ts'
export { ingest, type IngestOptions } from './ingest/ingest.ts'
export { createAudio } from './ingest/probe.ts'
export type { IngestProgress } from './ingest/progress.ts'
export {
  earOf,
  openEar,
  readScore,
  type Ear,
  type Heard,
  type OpenEar,
  type Score,
} from './ingest/sound/ear.ts'
export type { Remembered } from './ingest/store.ts'
export { ChainLedger } from './ledger/chainLedger.ts'
export {
  deployedAt,
  deployOperators,
  deployPlayDollar,
  deployReleases,
  hasCode,
  operatorsAddress,
  releasesAddress,
} from './ledger/deploy.ts'
export { chainAt, Endpoint, rpc } from './ledger/endpoint.ts'
export {
  newWallet,
  readWallet,
  sealWallet,
  unsealWallet,
  type OpenWallet,
} from './ledger/keystore.ts'
export { givePlayDollars } from './ledger/playMoney.ts'
export { SignerOperatorPurse } from './ledger/operatorPurse.ts'
export { SignerPurse } from './ledger/purse.ts'
export { refusalOf } from './ledger/refusals.ts'
export { ChainRegistry } from './ledger/registry.ts'
export { signerOf } from './ledger/signer.ts'
export {
  carriedStep,
  carriedTipStep,
  currencyOfOrder,
  nextStep,
  tokenFacts,
  type Order,
  type PurchaseOrder,
  type SendStep,
  type SignStep,
  type StepPowers,
  type TipOrder,
} from './ledger/steps.ts'
export { receivedBy, releaseOfEdition } from './ledger/received.ts'
export { Till, type Receipt } from './ledger/till.ts'
export { fromWire, toWire } from './mint/wireBody.ts'
export { parsePayee, type SaleOptions } from './mint/saleTerms.ts'
export { signManifest, type ReleaseBody } from './mint/signManifest.ts'
export type { BlockSource, StoreSize } from './network/checkedStore.ts'
export { createReader, type Reader, type ReaderSource } from './network/lightReader.ts'
export { matches } from './network/matches.ts'
export { isLoopbackUrl, mayDialFrom } from './network/reach.ts'
export type { Fetch, HttpAnswer, HttpQuestion } from './network/reader/httpSource.ts'
export type { LocalStore } from './network/reader/peerBlocks.ts'
export { buy, buyGasless, ordered, type Bought } from './peer/buy.ts'
export { describe, type Described } from './peer/describe.ts'
export { createPeer, type Peer, type PeerNews, type PeerStatus } from './peer/createPeer.ts'
export { hearNews, type HeardRelease } from './peer/news.ts'
export type { Amount, Collected, CollectProgress } from './peer/collector.ts'
export { revise, type Revised } from './peer/revise.ts'
export type { Found, PeerSearchOptions, SearchEnd } from './peer/peerSearch.ts'
export { earnings, type Earned, type Earnings } from './peer/earnings.ts'
export { Operators, ownEntry } from './peer/operators.ts'
export type { Pinned, PinProgress } from './peer/pin.ts'
export { publish, type Press, type Published, type PublishStep } from './peer/publish.ts'
export { tipGasless } from './peer/tip.ts'
export { Relay, type RelayStatus } from './peer/relay.ts'
export type { SpendingBook } from './peer/relayBudget.ts'
export type { Network, NetworkConfig, Presence }

export async function createNetwork(config: NetworkConfig): Promise<Network> {
  const { createNetwork: create } = await import('./network/createNetwork.ts')
  return create(config)
}

/** Among peers without a store of one's own: what a page is. */
export async function createPresence(config: PresenceConfig): Promise<Presence> {
  const { createPresence: create } = await import('./network/presence.ts')
  return create(config)
}
