import Testing
import Values

@testable import Chains

@Suite struct MeasureTests {
    private func measure(_ amount: String, _ uom: String?) throws -> Measure {
        try #require(Amount(amount).flatMap { Measure($0, uom: uom) })
    }

    @Test(arguments: [
        ("1", "TNE", "1000", "KGM"), ("1", "DTN", "100", "KGM"), ("1", "HGM", "100", "GRM"),
        ("1", "LBR", "453.59237", "GRM"),
        ("16", "ONZ", "1", "LBR"), ("7000", "GRN", "1", "LBR"), ("256", "DRI", "1", "LBR"), ("12", "APZ", "1", "LBT"),
        ("2240", "LBR", "1", "LTN"), ("2000", "LBR", "1", "STN"), ("14", "LBR", "1", "STI"), ("112", "LBR", "1", "CWI"),
        ("20", "CWI", "1", "LTN"), ("1000", "MGM", "1", "GRM"), ("2", "M86", "1", "KGM"),
        ("1", "GLL", "3785.411784", "MLT"), ("128", "OZA", "1", "GLL"), ("768", "G25", "1", "GLL"),
        ("231", "INQ", "1", "GLL"),
        ("160", "OZI", "1", "GLI"), ("1", "GLI", "4.54609", "LTR"), ("42", "GLL", "1", "BLL"), ("4", "G23", "1", "BUA"),
        ("1728", "INQ", "1", "FTQ"), ("27", "FTQ", "1", "YDQ"), ("12", "BFT", "1", "FTQ"), ("1000", "LTR", "1", "MTQ"),
        ("10", "DLT", "1", "LTR"), ("1", "HLT", "100", "LTR"), ("1", "CMQ", "1", "MLT"), ("1", "DMQ", "1", "LTR"),
        ("1", "DZN", "12", "H87"), ("1", "GRO", "12", "DPC"), ("1", "PR", "2", "EA"), ("1", "CEN", "100", "C62"),
        ("1", "MIL", "10", "HC"), ("3", "HEA", "3", nil),
        ("12", "INH", "1", "FOT"), ("3", "FOT", "1", "YRD"), ("1760", "YRD", "1", "SMI"), ("1", "KMT", "1000", "MTR"),
        ("1000", "M7", "1", "77"),
    ])
    func unitsConvertExactly(amount: String, uom: String, same: String, other: String?) throws {
        #expect(try measure(amount, uom) == measure(same, other))
    }

    @Test func aMillionthOfEveryUnitIsExact() throws {
        let codes = UnitTable.builtIn.convertedCodes
        #expect(codes.count > 140)
        for code in codes {
            let one = try #require(UnitTable.builtIn.conversion(of: code))
            let measure = try #require(Measure(Amount(millionths: 1), uom: code), "\(code)")
            #expect(measure.quanta == one.factor, "\(code)")
            #expect(measure.unit == one.base && measure.quanta > 0)
            #expect(UnitTable.builtIn.name(of: code) != nil)
        }
    }

    @Test func sumsOfCustomaryUnitsDoNotRound() throws {
        let ounce = try measure("0.1", "ONZ")
        let sum = try #require(Measure.sum(Array(repeating: ounce, count: 160)))
        #expect(sum == (try measure("1", "LBR")))
        // One ounce has nine decimals of a gram: shown rounded, held exactly.
        #expect(ounce.millionths == 2_834_952)
        #expect(sum.millionths == 453_592_370)
    }

    @Test func whatIsTooLargeIsNotKnown() throws {
        let nineMillion = try #require(Amount("9000000"))
        #expect(Measure(nineMillion, uom: "TNE") != nil)
        #expect(Measure(Amount("9300000")!, uom: "TNE") == nil)
        #expect(Measure(Amount(millionths: .max), uom: "KTN") == nil)
        #expect(Measure(Amount(millionths: .max), uom: "GRM")?.millionths == .max)
        let most = try #require(Measure(Amount(millionths: .max), uom: nil))
        #expect(most.adding(.onePiece) == nil)
        #expect(most.adding(most.subtracting(most)!) == most)
    }

    @Test func packagesStayThemselves() throws {
        #expect(try measure("2", "XCT").unit == .other("XCT"))
        #expect(try measure("2", "XCT").adding(measure("1", "XBG")) == nil)
        #expect(try measure("2", "XCT").wording == Wording(en: "2 cartons", zh: "2 箱"))
        #expect(try measure("3", "XCR").wording.zh == "3 筐")
        #expect(try measure("3", "QQQ").wording.zh == "3 QQQ")
    }

    @Test(arguments: [
        ("1240", "KGM", "1240 kg", "1240 千克"), ("500", "GRM", "500 g", "500 克"), ("1.5", "LTR", "1.5 L", "1.5 升"),
        ("1", "C62", "1 piece", "1 件"), ("2", "DZN", "24 pieces", "24 件"), ("2", "FOT", "0.6096 m", "0.6096 米"),
    ])
    func measuresAreWorded(amount: String, uom: String, en: String, zh: String) throws {
        #expect(try measure(amount, uom).wording == Wording(en: en, zh: zh))
    }

    @Test(arguments: [
        ("1050", "1000", "5", false), ("1050.000001", "1000", "5", true), ("1000", "1000", "0", false),
        ("1000.000001", "1000", "0", true), ("9000000000", "8000000000", "12.5", false),
        ("9000000000", "8000000000", "12.499999", true), ("9000000000", "1", "1000000000", true),
        ("5", "9000000000", "1000000000", false),
    ])
    func toleranceIsExact(amount: String, base: String, percent: String, isOver: Bool) throws {
        let (left, right) = (try measure(amount, "KGM"), try measure(base, "KGM"))
        let tolerance = try #require(Amount(percent))
        #expect(left.exceeds(right, byPercent: tolerance) == isOver)
    }

    @Test(arguments: [
        ("", "units.json:1:1"),
        (#"{"validFrom":"2021-01-01","source":"x","mass":{"base":"stone","units":[]}}"#, "units.json:1:55"),
        (
            #"{"validFrom":"2021-01-01","source":"x","mass":{"base":"gram","units":[{"code":"A","factor":"0","en":"a","zh":"a"}]}}"#,
            "units.json:1:92"
        ),
        (
            #"{"validFrom":"2021-01-01","source":"x","mass":{"base":"gram","units":[{"code":"A","factor":"0.1234567890123456789","en":"a","zh":"a"}]}}"#,
            "units.json:1:92"
        ),
    ])
    func aFaultyTableIsRefusedWhereItIsWrong(text: String, place: String) {
        let error = #expect(throws: LocatedError.self) { try UnitTable(json: Array(text.utf8)) }
        #expect(error.map { "\($0.file):\($0.line):\($0.column)" } == place)
    }
}
