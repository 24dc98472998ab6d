import EPCIS
import Testing
import Values

@testable import Complaints

@Suite("What a stranger writes into the form") struct ReportDraftTests {
    private let districts: Set<String> = ["350102"]

    private func draft(_ form: String) throws -> ReportDraft { try ReportDraft(form: Array(form.utf8)) }

    @Test("A form is read once a field, and what commands a screen is left out")
    func reading() throws {
        let draft = try draft(
            "class=report&kind=spoiled&district=350102&text=%E6%9C%89%0D%0A%1B%5B31m+%E8%99%AB%E2%80%AE+%0D%0A%0D%0A")
        #expect(draft[.text] == "有\n[31m 虫" && draft.faults(.builtIn, districts: districts).isEmpty)
        #expect(draft.disclosures(salts: Disclosure.systemSalts).map(\.name) == ["text"])
        for form in ["kind=spoiled&kind=label", "kind", "other=1", "text=%ff", "text=%G0", "kind=a=b&%6bind=c"] {
            #expect(throws: ReportDraft.Fault.malformed, "\(form)") { try self.draft(form) }
        }
    }

    @Test("What cannot be taken is said field by field")
    func faults() throws {
        var draft = ReportDraft()
        #expect(
            Set(draft.faults(.builtIn, districts: districts)) == [
                .unknown(.class), .unknown(.kind), .unknown(.district),
            ])
        draft[.class] = "complaint"
        draft[.kind] = "spoiled"
        draft[.district] = "350102"
        #expect(draft.faults(.builtIn, districts: districts) == [.contactNeeded])
        draft[.contact] = "林女士 138-0000-1234"
        #expect(draft.faults(.builtIn, districts: districts).isEmpty)
        for number in ["11010519491231002X", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"] {
            for field in [ReportDraft.Field.text, .place, .contact] {
                var bad = draft
                bad[field] = "我的号码 \(number)。"
                #expect(bad.faults(.builtIn, districts: districts) == [.identityNumber(field)])
            }
        }
        draft[.text] = String(repeating: "长", count: 1201)
        #expect(draft.faults(.builtIn, districts: districts) == [.tooLong(.text)])
        // The longest that is taken can be sealed, whatever it is made of.
        for filling in ["长", "\"", "a", "\n", "\\"] {
            var full = ReportDraft()
            full[.text] =
                "x" + String(repeating: filling, count: ReportDraft.bytesMax(.text) / filling.utf8.count - 2) + "x"
            let fits = ReportDraft.fit(full.disclosures(salts: Disclosure.systemSalts))
            #expect(fits == !["\"", "\n", "\\"].contains(filling), "\(filling)")
        }
    }

    @Test("The definition file is read strictly")
    func definitions() throws {
        #expect(ComplaintDefinitions.builtIn.kinds.count > 3)
        #expect(!ComplaintDefinitions.builtIn.grounds(of: .refusal).isEmpty)
        #expect(throws: LocatedError.self) {
            try ComplaintDefinitions(
                file: "x.json", bytes: Array(#"{"version":1,"measures":[],"kinds":[],"grounds":[]}"#.utf8))
        }
    }
}
