/**
 * What the command line hands to its node, step by step, while it publishes with its own wallet:
 * the signed manifest, then "it is on the chain now, look", then the announcement to pass on.
 */
import { MAX_ANNOUNCEMENT_BYTES } from '../domain/announcement.ts'
import { MAX_MANIFEST_BYTES } from '../domain/manifest.ts'
import { json } from './answer.ts'
import type { GatewayPowers } from './powers.ts'
import { readBody } from './readBody.ts'
import type { Route } from './route.ts'

/** `PUT /api/v1/manifests`: the manifest's block. */
export const manifests =
  ({ acceptManifest }: Pick<GatewayPowers, 'acceptManifest'>): Route =>
  async (request) => {
    const { cid } = await acceptManifest(await readBody(request, MAX_MANIFEST_BYTES))
    return json({ cid: cid.toString() }, { status: 201 })
  }

/** `POST /api/v1/announcements`: the announcement's bytes. */
export const announcements =
  ({ announce }: Pick<GatewayPowers, 'announce'>): Route =>
  async (request) => {
    await announce(await readBody(request, MAX_ANNOUNCEMENT_BYTES))
    return json({ ok: true }, { status: 202 })
  }

/** `POST /api/v1/follow`: answers when the chain's newest block has been taken in. */
export const follow =
  ({ catchUp }: Pick<GatewayPowers, 'catchUp'>): Route =>
  async () => {
    await catchUp()
    return json({ ok: true })
  }
