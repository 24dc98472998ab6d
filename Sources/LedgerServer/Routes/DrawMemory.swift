import Draws
import Synchronization
import TransparencyLog

/// The draws that were checked last: to make one of a province again takes a second.
final class DrawMemory: Sendable {
    private struct Held {
        let name: DrawName
        let question: Question
        let check: DrawCheck
    }

    /// What a check follows from.
    private struct Question: Hashable {
        let entries: [UInt64]
        let checkpoint: [UInt8]
        let files: [DrawFile: Int]
        let earlier: Set<Int>
        let others: [OtherCommitments.Other]
    }

    private static let countMax = 2

    private let held = Mutex<[Held]>([])

    func check(
        _ record: DrawRecord, proof: SeedProof?, files: [DrawFile: [UInt8]], earlier: [Int: [UInt8]],
        others: OtherCommitments, key: VerifierKey
    ) -> DrawCheck {
        let entries =
            [record.commitment?.entry, record.result?.entry].compactMap(\.self)
            + record.substitutions.map(\.entry) + record.publications.map(\.entry)
        // A file is the one that its act names: that it is there is all that changes.
        let question = Question(
            entries: entries, checkpoint: proof?.checkpoint ?? [], files: files.mapValues(\.count),
            earlier: Set(earlier.keys), others: others.others)
        if let known = held.withLock({ $0.first { $0.name == record.name && $0.question == question } }) {
            return known.check
        }
        let check = DrawCheck(record, proof: proof, files: files, earlier: earlier, others: others, key: key)
        held.withLock { held in
            held.removeAll { $0.name == record.name }
            held.append(Held(name: record.name, question: question, check: check))
            if held.count > Self.countMax { held.removeFirst() }
        }
        return check
    }
}
