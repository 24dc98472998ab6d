import Foundation
import LedgerTesting
import ReaderFuzzing
import Testing

/// What the fuzzer found worth keeping and the attacks that everybody knows, and each of them with single bytes changed,
/// dropped and doubled.
@Suite struct `Every reader` {
    static func inputs(_ kind: String, of target: FuzzTarget) throws -> [[UInt8]] {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "\(kind)/\(target.rawValue)")
        guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
            [UInt8](try Data(contentsOf: directory.appending(path: $0)))
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `keeps its promises for all that the fuzzer kept`(target: FuzzTarget) throws {
        let corpus = try Self.inputs("corpus", of: target)
        #expect(!corpus.isEmpty)
        for input in corpus { target.run(input) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `keeps them for attacks`(target: FuzzTarget) throws {
        for input in try Self.inputs("attacks", of: target) {
            #expect(input.count <= FuzzTarget.bytesMax, "it would not be run")
            target.run(input)
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `keeps them for inputs that are a byte away from those`(target: FuzzTarget) throws {
        var random = SplitMix64(seed: 7)
        for input in try Self.inputs("corpus", of: target).prefix(40) where !input.isEmpty {
            for _ in 0..<20 {
                var changed = input
                let place = Int(random.next() % UInt64(changed.count))
                switch random.next() % 3 {
                case 0: changed[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: changed.remove(at: place)
                default: changed.insert(changed[place], at: place)
                }
                target.run(changed)
            }
        }
    }
}
