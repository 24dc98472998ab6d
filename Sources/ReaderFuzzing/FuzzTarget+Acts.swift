import Draws
import StrictJSON
import Supervision

extension FuzzTarget {
    /// What offices sign and bring: texts of acts, and the files of draws.
    static func readAct(_ bytes: [UInt8]) {
        readFiles(bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        if let act = try? DrawAct(text: text), !act.text.utf8.elementsEqual(bytes) { broken("an act has one form") }
        if let act = try? SamplingAct(text: text), !act.text.utf8.elementsEqual(bytes) || !act.isSound {
            broken("an act of a sampling has one form")
        }
        if let act = try? CreditAct(text: text), !act.text.utf8.elementsEqual(bytes) || !act.isSound {
            broken("an act of credit has one form")
        }
        if let act = try? RecallAct(text: text), !act.text.utf8.elementsEqual(bytes) || !act.isSound {
            broken("an act of a shared recall has one form")
        }
        if let act = try? TaskAct(text: text), !act.text.utf8.elementsEqual(bytes) || !act.isSound {
            broken("an act about a task has one form")
        }
    }

    private static func readFiles(_ bytes: [UInt8]) {
        if let list = try? FirmList(bytes) {
            if list.bytes != bytes { broken("a list of firms has one form") }
            for place in 0..<list.count { _ = (list.uscc(at: place), list.name(at: place), list.riskClass(at: place)) }
        }
        if let list = try? InspectorList(bytes), list.bytes != bytes { broken("a list of inspectors has one form") }
        if let findings = try? InspectionFindings(bytes), findings.file != bytes { broken("findings have one form") }
        if let tree = LineTree(of: bytes), tree.count != bytes.count(where: { $0 == 0x0A }) {
            broken("a file has as many leaves as lines")
        }
        if let proof = try? SeedProof.parse(bytes) {
            // What was read is written so that it reads the same.
            guard (try? SeedProof.parse(proof.json.formatted())) != nil else { broken("a seed's proof is read again") }
        }
    }
}
