import LedgerTesting
import Testing

@testable import Complaints

@Suite("The receipt number") struct ReceiptNumberTests {
    @Test("It is read as people write it, and one wrong character is found")
    func written() throws {
        var random = SplitMix64(seed: 7)
        let receipt = ReceiptNumber(using: &random)
        #expect(ReceiptNumber(receipt.description) == receipt)
        #expect(ReceiptNumber(receipt.description.lowercased().replacing("-", with: " ")) == receipt)
        let letters = receipt.description.replacing("0", with: "O").replacing("1", with: "l")
        #expect(ReceiptNumber(letters) == receipt)
        var missed = 0
        let characters = Array(receipt.description)
        for index in characters.indices where characters[index] != "-" {
            var changed = characters
            changed[index] = characters[index] == "A" ? "B" : "A"
            if ReceiptNumber(String(changed)) != nil { missed += 1 }
        }
        // Four characters find all but one in a million; this seed is none of those.
        #expect(missed == 0)
        #expect(ReceiptNumber("") == nil && ReceiptNumber("7K3Q") == nil)
    }

    @Test("No two are one, and the ledger's name says nothing of it")
    func names() {
        let many = (0..<1000).map { _ in ReceiptNumber() }
        #expect(Set(many).count == 1000 && Set(many.map(\.complaint)).count == 1000)
        let one = many[0]
        #expect(
            ComplaintName("\(one.complaint)") == one.complaint && ComplaintName(one.complaint.number) == one.complaint)
        #expect(ComplaintName("urn:yima:complaint:\(one)") == nil)
    }
}
