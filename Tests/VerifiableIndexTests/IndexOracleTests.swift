import OracleTesting
import Testing
import TransparencyLog

@testable import VerifiableIndex

@Suite(
    "The index and an independent reading of its definition",
    .enabled(if: Oracle.python != nil, "set YIMA_ORACLE_PYTHON to a Python"))
struct IndexOracleTests {
    private struct Proof: Codable, Equatable {
        var key: String
        var value: String
        var path: [Step]

        struct Step: Codable, Equatable {
            let bit: UInt8
            let sibling: String

            init(_ step: PathStep) {
                bit = step.bit
                sibling = step.sibling.description
            }

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                bit = try list.decode(UInt8.self)
                sibling = try list.decode(String.self)
            }

            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                try list.encode(bit)
                try list.encode(sibling)
            }
        }

        /// Nil for the empty run.
        init?(_ proof: MapProof, of key: IndexKey) {
            switch proof {
            case .empty: return nil
            case .present(let page, let path):
                self.init(
                    key: key.description, value: EntryList.value(at: page.edge).description, path: path.map(Step.init))
            case .absent(let neighbour, let value, let path):
                self.init(key: neighbour.description, value: value.description, path: path.map(Step.init))
            }
        }

        init(key: String, value: String, path: [Step]) {
            self.key = key
            self.value = value
            self.path = path
        }
    }

    private struct RunQuestion: Encodable {
        let names: [[String]]
        let start: UInt64
        let end: UInt64
        let ask: [String]
    }

    private struct RunAnswer: Decodable {
        let root: String
        let keys: UInt64
        let proofs: [Proof?]
    }

    private struct Check: Encodable {
        let root: String
        let key: String
        let proof: Proof?

        enum Name: String, CodingKey {
            case root
            case key
            case proof
        }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: Name.self)
            try object.encode(root, forKey: .root)
            try object.encode(key, forKey: .key)
            try object.encode(proof, forKey: .proof)
        }
    }

    private struct Verdict: Decodable {
        let value: String?
        let absent: Bool?
        let refused: String?
    }

    private static func runs() -> [(names: [[String]], range: Range<UInt64>, ask: [String])] {
        var random = SeededNumbers(seed: 18)
        return (0..<60).map { number in
            let count = Int.random(in: 1...(number < 30 ? 6 : 60), using: &random)
            let start = UInt64.random(in: 0..<1_000_000, using: &random)
            let names = (0..<count).map { _ in
                (0..<Int.random(in: 0...3, using: &random)).map { _ in "编号 \(Int.random(in: 0..<40, using: &random))" }
            }
            return (names, start..<start + UInt64(count), (0..<45).map { "编号 \($0)" })
        }
    }

    @Test func `give the same roots and the same proofs`() async throws {
        let runs = Self.runs()
        let answers: [RunAnswer] = try await Oracle.python("index.py").answers(
            to: runs.map {
                RunQuestion(names: $0.names, start: $0.range.lowerBound, end: $0.range.upperBound, ask: $0.ask)
            })
        for (question, answer) in zip(runs, answers) {
            let run = TestRun(range: question.range, names: question.names)
            #expect(run.run.root.description == answer.root)
            #expect(run.summary.keyCount == answer.keys)
            let reader = try run.open()
            for (name, proof) in zip(question.ask, answer.proofs) {
                let key = IndexKey(name: name)
                #expect(Proof(try reader.proof(of: key), of: key) == proof)
            }
        }
    }

    @Test func `take and refuse the same proofs`() async throws {
        var random = SeededNumbers(seed: 19)
        var (checks, ours): ([Check], [Bool]) = ([], [])
        for question in Self.runs().suffix(20) {
            let run = TestRun(range: question.range, names: question.names)
            let reader = try run.open()
            for name in question.ask {
                let key = IndexKey(name: name)
                let proof = try reader.proof(of: key)
                // Every second proof is asked of another name.
                let asked =
                    Bool.random(using: &random) ? key : IndexKey(name: question.ask.randomElement(using: &random)!)
                checks.append(
                    Check(root: run.run.root.description, key: asked.description, proof: Proof(proof, of: key)))
                ours.append(Self.isTaken(proof, of: key, asking: asked, run.run))
            }
        }
        let verdicts: [Verdict] = try await Oracle.python("index.py").answers(to: checks)
        #expect(verdicts.map { $0.refused == nil } == ours)
        #expect(ours.contains(true) && ours.contains(false))
    }

    /// A proof of `key` that is held against `asked`: for another key a membership is shown as what it is, a neighbour.
    private static func isTaken(_ proof: MapProof, of key: IndexKey, asking asked: IndexKey, _ run: NamedRun) -> Bool {
        var shown = proof
        if case .present(let page, let path) = proof, asked != key {
            shown = .absent(neighbour: key, value: EntryList.value(at: page.edge), path: path)
        }
        // The oracle is given key and value only: where the neighbour is the asked key, it sees a membership.
        if case .absent(let neighbour, let value, let path) = shown, neighbour == asked {
            return (try? path.root(from: IndexHash.leaf(asked, value), of: asked, asking: asked)) == run.root
        }
        do throws(IndexProofError) {
            _ = try shown.verify(asked, in: run)
            return true
        } catch {
            return false
        }
    }
}
