/**
 * The `Gossip` port over gossipsub, set for a quiet topic: the defaults punish peers for messages
 * that were never published. Messages carry their author's signature inside, so gossipsub's own
 * (5/6 of its cost) is off, and a message's id is its hash.
 */
import { gossipsub, StrictNoSign, TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import { createTopicScoreParams } from '@libp2p/gossipsub/score'
import { sha256 } from '../crypto/hash.ts'
import type { Gossip, PeerName, Verdict } from '../domain/ports.ts'

const MAX_RPC_BYTES = 64 * 1024
const HOUR_MS = 3_600_000

/** After an hour an old sin weighs a hundredth. */
const decayOverAnHour = 0.01 ** (1000 / HOUR_MS)

const quietTopic = createTopicScoreParams({
  topicWeight: 1,
  timeInMeshWeight: 0.001,
  timeInMeshQuantum: 1000,
  timeInMeshCap: 3600,
  firstMessageDeliveriesWeight: 1,
  firstMessageDeliveriesDecay: decayOverAnHour,
  firstMessageDeliveriesCap: 50,
  // Nobody can deliver what nobody publishes.
  meshMessageDeliveriesWeight: 0,
  meshFailurePenaltyWeight: 0,
  invalidMessageDeliveriesWeight: -100,
  invalidMessageDeliveriesDecay: decayOverAnHour,
})

/** The libp2p service. `topics` are all that is spoken of here. */
export const gossipService = (topics: readonly string[]) =>
  gossipsub({
    globalSignaturePolicy: StrictNoSign,
    msgIdFn: ({ data }) => sha256(data),
    allowedTopics: [...topics],
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    emitSelf: false,
    maxInboundDataLength: MAX_RPC_BYTES,
    scoreParams: {
      topics: Object.fromEntries(topics.map((topic) => [topic, quietTopic])),
      behaviourPenaltyWeight: -10,
      behaviourPenaltyThreshold: 6,
      IPColocationFactorWeight: -5,
      IPColocationFactorThreshold: 10,
      // Everyone on a development machine shares one address.
      IPColocationFactorWhitelist: new Set(['127.0.0.1', '::1']),
    },
    scoreThresholds: { gossipThreshold: -100, publishThreshold: -500, graylistThreshold: -1000 },
  })

const RESULTS: Record<Verdict, TopicValidatorResult> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
}

export class GossipsubGossip implements Gossip {
  readonly #pubsub: GossipSub

  constructor(pubsub: GossipSub) {
    this.#pubsub = pubsub
  }

  subscribe(topic: string, validate: (data: Uint8Array, from: PeerName) => Promise<Verdict>): void {
    this.#pubsub.topicValidators.set(topic, async (peer, { data }) => {
      // A validator that fails has found nothing out about the message.
      const verdict = await validate(data, peer.toString()).catch((): Verdict => 'ignore')
      return RESULTS[verdict]
    })
    this.#pubsub.subscribe(topic)
  }

  async publish(topic: string, data: Uint8Array): Promise<void> {
    await this.#pubsub.publish(topic, data)
  }
}
