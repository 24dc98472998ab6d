import Testing
import Values

@testable import Codes
@testable import StrictJSON

@Suite("The application identifiers of the definition file")
struct ApplicationIdentifierTableTests {
    @Test func areAllThere() {
        let table = ApplicationIdentifierTable.standard
        #expect(table.all.count == 541)
        for code in ["00", "01", "02", "10", "21", "235", "310n", "414", "4331", "7007", "8043", "91", "99"] {
            let digits = Array(code.replacing("n", with: "3").utf8)
            #expect(table.identifier(digits[...])?.code == digits)
            #expect(table.identifier(startOf: digits + [0x31])?.code == digits)
        }
        for code in ["04", "3106", "23", "236", "9", "70", "89", "12345", "0x"] {
            #expect(table.identifier(Array(code.utf8)[...]) == nil)
        }
    }

    @Test func haveNamesThatTellThemApart() {
        let names = ApplicationIdentifierTable.standard.all.filter { $0.decimals == nil }.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func haveLabelsInBothLanguages() {
        for identifier in ApplicationIdentifierTable.standard.all {
            #expect(!identifier.label.en.isEmpty && !identifier.label.zh.isEmpty, "\(identifier.name)")
        }
    }

    @Test func markExactlyThePredefinedLengthsOfTheStandard() {
        // General Specifications figure 7.8.5-2: by first two digits.
        let predefined = [0, 1, 2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 31, 32, 33, 34, 35, 36, 41]
        for identifier in ApplicationIdentifierTable.standard.all {
            #expect(identifier.isPredefined == predefined.contains(identifier.number / 100), "\(identifier.shown.en)")
            if identifier.isPredefined { #expect(identifier.lengthMin == identifier.lengthMax) }
        }
    }

    @Test(arguments: [
        ("01 | gtin", "9 columns expected, 2 found"),
        ("1 | a | - | N1 | - | - | - | A | -", "not an AI or a range of AIs: 1"),
        ("01 | a | - | Q1 | - | - | - | A | -", "unknown type: Q1"),
        ("01 | a | - | N0 | - | - | - | A | -", "unusable length: N0"),
        ("01 | a | - | N1:odd | - | - | - | A | -", "unknown check: odd"),
        ("01 | a | - | N1 | x | - | - | A | -", "not an AI pattern: x"), ("set ", "a set without a name"),
    ])
    func areRefusedWhereTheFileIsWrong(line: String, problem: String) {
        #expect(throws: ApplicationIdentifierTable.error(2, problem)) {
            try ApplicationIdentifierTable(definition: Array("# head\n\(line)\n".utf8))
        }
    }
}
