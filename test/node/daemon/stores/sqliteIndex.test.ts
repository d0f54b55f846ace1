import { openSqliteIndex } from '../../../../node/daemon/stores/sqliteIndex.ts'
import { indexPortSuite } from '../../../ports/index.ts'
import { MemoryIndex } from '../../../support/memoryIndex.ts'

indexPortSuite('sqlite', () => openSqliteIndex(':memory:'))
indexPortSuite('in memory', async () => new MemoryIndex())
