import Codes
import Testing

@Suite("Attributes of a label become parts")
struct AttributeTests {
    private static let gtin = "(01)06901234567892"

    @Test(arguments: [
        ("(17)261231", "expiry", "2026-12-31"), ("(17)270200", "expiry", "2027-02-28"),
        ("(15)280200", "bestBefore", "2028-02-29"),
        ("(11)260301", "productionDate", "2026-03-01"), ("(11)260300", "productionDate", "2026-03"),
        ("(17)760101", "expiry", "2076-01-01"), ("(17)770101", "expiry", "1977-01-01"),
        ("(3103)001250", "netWeightKg", "1.250"), ("(3100)001250", "netWeightKg", "1250"),
        ("(3105)001250", "netWeightKg", "0.01250"), ("(7003)2612311030", "expiryTime", "2026-12-31T10:30"),
        ("(7007)260501260503", "harvestDate", "2026-05-01/2026-05-03"), ("(7007)260501", "harvestDate", "2026-05-01"),
        ("(8008)26030108", "productionTime", "2026-03-01T08"),
        ("(8008)260301083015", "productionTime", "2026-03-01T08:30:15"),
        ("(7005)47", "catchArea", "47"), ("(7008)CRY", "aquaticSpecies", "CRY"), ("(422)156", "originCountry", "156"),
        ("(20)01", "variant", "01"), ("(30)12", "variableCount", "12"),
    ])
    func ofTradeItems(element: String, name: String, value: String) throws {
        let code = try CodeReader().read(Self.gtin + element)
        #expect(code.part(name) == value)
        #expect(code.uri == "https://id.gs1.org/01/06901234567892")
    }

    @Test func anAmountGivesItsCurrencyApart() throws {
        let code = try CodeReader().read(Self.gtin + "(30)3(3932)15601250")
        #expect(code.part("priceWithCurrency") == "12.50")
        #expect(code.part("currency") == "156")
    }

    @Test func aPalletsTemperatureLimitKeepsItsSign() throws {
        let code = try CodeReader().read("(00)106141412345678908(4331)001800-(4333)002500-")
        #expect(code.part("maxTempC") == "-18.00")
        #expect(code.part("minTempC") == "-25.00")
    }

    @Test func theCenturyFollowsTheYearOfTheReader() throws {
        let written = Self.gtin + "(17)990101"
        #expect(try CodeReader(currentYear: 2026).read(written).part("expiry") == "1999-01-01")
        #expect(try CodeReader(currentYear: 2051).read(written).part("expiry") == "2099-01-01")
        #expect(try CodeReader(currentYear: 2095).read(Self.gtin + "(17)100101").part("expiry") == "2110-01-01")
    }

    @Test func theQueryOfADigitalLinkGivesTheSameParts() throws {
        let link = try CodeReader().read("https://a.cn/01/06901234567892/10/A1?17=261231&linkType=all&3103=001250")
        let label = try CodeReader().read("(01)06901234567892(10)A1(17)261231(3103)001250")
        #expect(link == label)
    }

    @Test func partiesBesideAProductAreAttributes() throws {
        let code = try CodeReader().read("(01)06901234567892(410)6901234567892(414)6901234567892")
        #expect(code.scheme == "gtin")
        #expect(code.part("shipTo") == "6901234567892")
        #expect(code.part("gln") == "6901234567892")
    }
}
