import Profiles
import Testing
import Values

@Suite struct PackSpecificationTests {
    private let steps = ProfileLibrary.builtIn.steps

    @Test(arguments: [
        ("200克/盒", "200", "GRM"), ("5升/桶", "5", "LTR"), ("2.5 千克/袋", "2.5", "KGM"), ("6–7千克/尾", "6", "KGM"),
        ("200g×24/箱", "200", "GRM"), ("10斤装", "5", "KGM"), ("500mL", "500", "MLT"), ("25千克/箱", "25", "KGM"),
    ])
    func aSpecificationSaysWhatATradeItemHolds(text: String, least: String, uom: String) throws {
        let read = try #require(PackSpecification(text, steps: steps))
        #expect(read.least == Amount(least) && read.uom == uom)
    }

    @Test(arguments: ["散装", "约25千克/箱", "5厘米", "0克/盒", "24盒装大包", "", "克", "110"])
    func whatBeginsWithNoAmountSaysNothing(text: String) {
        let uom = PackSpecification(text, steps: steps)?.uom
        #expect(uom == nil || uom == "XBX")
    }
}
