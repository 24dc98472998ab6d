import Codes
import Testing
import Values

@testable import Chains

private func measure(_ amount: String, _ uom: String?) -> Measure { Measure(Amount(amount)!, uom: uom)! }
private let carton = Measure.Unit.other("XCT")

@Suite struct PackContentTests {
    @Test func cartonsConvertByTheContentOfTheProduct() throws {
        let content = try #require(PackContent(one: carton, holds: measure("20", "KGM")))
        #expect(measure("3.5", "XCT").converted(by: content) == measure("70", "KGM"))
        #expect(measure("3", "XBG").converted(by: content) == nil)
        let bottle = try #require(PackContent(one: .piece, holds: measure("0.5", "LTR")))
        #expect(measure("1", "DZN").converted(by: bottle) == measure("6", "LTR"))
        let pounds = try #require(PackContent(one: carton, holds: measure("50", "LBR")))
        #expect(measure("0.000001", "XCT").converted(by: pounds)?.quanta == 22_679_618_500_000_000_000_000)
        #expect(measure("9000000000000", "XCT").converted(by: content) == nil)
    }

    @Test func aContentSaysSomethingOrIsNone() {
        #expect(PackContent(one: carton, holds: measure("0", "KGM")) == nil)
        #expect(PackContent(one: carton, holds: measure("2", "XCT")) == nil)
        #expect(PackContent(one: .gram, holds: measure("2", "KGM")) == nil)
        #expect(PackContent(one: carton, holdsAtLeast: measure("2", "KGM"), atMost: measure("1", "KGM")) == nil)
        #expect(PackContent(one: carton, holdsAtLeast: measure("2", "KGM"), atMost: measure("3", "LTR")) == nil)
    }

    @Test func theFinestKeyCountsAndSightingsWidenWhatIsKnown() throws {
        var contents = PackContents()
        let code = identity(lot("A1"))
        let product = try #require(code.productKey)
        contents.note(try #require(PackContent(one: carton, holds: measure("20", "KGM"))), for: product)
        #expect(contents.contents(of: code).map(\.least) == [measure("20", "KGM")])
        #expect(contents.contents(of: identity("https://id.gs1.org/01/06900000040010/10/A1")).isEmpty)
        contents.note(try #require(PackContent(one: carton, holds: measure("10", "KGM"))), for: code.key)
        #expect(contents.contents(of: code).first?.least == measure("10", "KGM"))
        contents.note(try #require(PackContent(one: carton, holds: measure("12", "KGM"))), for: code.key)
        let wide = try #require(contents.contents(of: code).first)
        #expect(wide.least == measure("10", "KGM") && wide.most == measure("12", "KGM") && !wide.isExact)
        #expect(measure("1", "XCT").converted(by: wide) == nil)
    }

    @Test func packagesInPackagesAreFollowed() throws {
        let contents = [
            try #require(PackContent(one: .other("XPX"), holds: measure("40", "XCT"))),
            try #require(PackContent(one: carton, holdsAtLeast: measure("9", "KGM"), atMost: measure("11", "KGM"))),
        ]
        var range = AmountRange(in: .gram)
        range.add(measure("2", "XPX"), by: contents)
        range.add(measure("100", "KGM"))
        #expect(range.low == measure("820", "KGM"))
        #expect(range.high == measure("980", "KGM"))
        #expect(range.openUnits == [.other("XPX")])
        range.add(nil)
        #expect(range.low == measure("820", "KGM") && range.high == nil && range.unsaidCount == 1)
    }

    @Test func packagesThatHoldEachOtherEndNowhere() throws {
        let contents = [
            try #require(PackContent(one: carton, holds: measure("2", "XBG"))),
            try #require(PackContent(one: .other("XBG"), holds: measure("2", "XCT"))),
        ]
        var range = AmountRange(in: .gram)
        range.add(measure("1", "XCT"), by: contents)
        #expect(range.low.isZero && range.high == nil && range.openUnits == [carton])
    }
}
