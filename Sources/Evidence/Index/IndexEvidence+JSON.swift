import StrictJSON
import TransparencyLog
import Values
import VerifiableIndex

extension IndexEvidence {
    /// `{"state","answers":[{"name","runs":[[proof, older page, …], …]}]}`, proofs and pages in base64.
    var json: JSONNode {
        .object([
            ("state", .unsigned(state)),
            (
                "answers",
                .array(
                    answers.map { answer in
                        .object([
                            ("name", .string(answer.name)),
                            ("runs", .array(answer.runs.map(\.json))),
                        ])
                    })
            ),
        ])
    }
}

extension IndexAnswer.Run {
    fileprivate var json: JSONNode { .strings(([proof.bytes] + older.map(\.bytes)).map { Base64.encode($0) }) }
}

extension JSONValue {
    /// What `IndexEvidence.json` gives; nothing is proven yet.
    func indexEvidence() throws(LocatedError) -> IndexEvidence {
        guard let state = self["state"]?.unsigned else { throw .missing("state", in: self) }
        let values = try list("answers")
        guard values.count <= IndexEvidence.namesMax else {
            throw LocatedError(
                at: self, Wording(en: "more than \(IndexEvidence.namesMax) names are answered", zh: "答复的名称过多"))
        }
        let answers = try values.map { value throws(LocatedError) in
            let runs = try value.list("runs")
            guard 1...IndexState.runsMax ~= runs.count else { throw .missing("runs", in: value) }
            return IndexEvidence.Answer(
                name: try value.text("name"), runs: try runs.map { run throws(LocatedError) in try run.indexRun() })
        }
        guard zip(answers, answers.dropFirst()).allSatisfy({ $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        else {
            throw LocatedError(at: self, Wording(en: "the names are not in ascending order", zh: "名称未按升序排列"))
        }
        return IndexEvidence(state: state, answers: answers)
    }

    private func indexRun() throws(LocatedError) -> IndexAnswer.Run {
        guard kind == .array, !elements.isEmpty else { throw .missing("runs", in: self) }
        let parts = try elements.map { value throws(LocatedError) in
            guard let bytes = value.string.flatMap({ Base64.decode($0.utf8) }) else { throw .missing("runs", in: self) }
            return bytes
        }
        do throws(MalformedBytes) {
            return IndexAnswer.Run(
                proof: try MapProof(parsing: parts[0]),
                older: try parts.dropFirst().map { part throws(MalformedBytes) in try ListPage(parsing: part) })
        } catch {
            throw LocatedError(at: self, error.wording)
        }
    }
}
