import Testing

@testable import VerifiableIndex

@Suite struct `A store of runs` {
    @Test func `keeps what was finished, and shows nothing before`() async throws {
        let store = MemoryRunStore()
        let runs = [
            TestRun.random(keys: 20, range: 0..<50, seed: 20), TestRun.random(keys: 0, range: 50..<60, seed: 21),
        ]
        for run in runs {
            await store.begin(run.run.range)
            try await store.append([1, 2, 3], to: run.run.range)
            await store.begin(run.run.range)
            for start in stride(from: 0, to: run.bytes.count, by: 100) {
                try await store.append(Array(run.bytes[start..<min(start + 100, run.bytes.count)]), to: run.run.range)
            }
            #expect(await store.open(run.run.range) == nil)
            try await store.finish(run.run.range)
            let bytes = try #require(await store.open(run.run.range))
            #expect(try RunReader(bytes, expecting: run.run).summary == run.summary)
        }
        #expect(await store.runs() == [0..<50, 50..<60])
        await store.remove(0..<50)
        #expect(await store.runs() == [50..<60])
        await #expect(throws: RunStoreError.self) { try await store.finish(0..<50) }
        await #expect(throws: RunStoreError.self) { try await store.append([1], to: 0..<50) }
    }
}
