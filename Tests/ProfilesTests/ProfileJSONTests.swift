import Profiles
import StrictJSON
import Testing

@Suite struct `The JSON of a profile` {
    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `names every element with its column, source and requirements`(id: String) throws {
        let profile = try #require(Profile.named(id))
        let root = try JSONDocument(profile.json(elements: profile.elements).formatted()).root
        #expect(root["id"]?.string == id && root["version"]?.numberText == "\(profile.version)")
        let elements = try #require(root["elements"]).elements.map { $0 }
        #expect(elements.map { $0["name"]?.string } == profile.elements.map(\.name))
        for element in elements {
            #expect(element["source"]?.string?.isEmpty == false)
            #expect(element["column"]?.string?.isEmpty == false)
        }
    }

    @Test func `says an element's own source, else that of the file that defines it`() throws {
        let aquatic = try #require(Profile.named("aquatic"))
        let food = try #require(Profile.named("food"))
        #expect(aquatic.element(named: "productName")?.source == food.source)
        #expect(aquatic.element(named: "productForm")?.source == aquatic.source)
        #expect(aquatic.element(named: "complianceCertNo")?.source.contains("2026-02-01") == true)
    }

    @Test func `gives conditions and days of a requirement`() throws {
        let profile = try #require(Profile.named("aquatic"))
        let element = try #require(profile.element(named: "complianceCertNo"))
        let root = try JSONDocument(profile.json(elements: [element]).formatted()).root
        let required = try #require(root["elements"]?.elements.map { $0 }.first?["required"]?.elements.map { $0 })
        #expect(required.count == 2)
        #expect(required[0]["from"]?.string == "2026-02-01" && required[0]["until"]?.isNull == true)
        #expect(required[0]["steps"]?.elements.map(\.string) == ["commission"])
        let conditions = try #require(required[0]["conditions"]?.elements.map { $0 })
        #expect(conditions.map { $0["element"]?.string } == ["productionMethod", "seedPermitNo"])
        #expect(conditions.map { $0["negated"]?.bool } == [false, true])
        #expect(conditions.allSatisfy { $0["contains"]?.elements.map { $0 }.isEmpty == true })
        let supplier = try #require(profile.element(named: "supplierUscc"))
        let supplierRoot = try JSONDocument(profile.json(elements: [supplier]).formatted()).root
        let first = try #require(supplierRoot["elements"]?.elements.first { _ in true })
        let asked = try #require(first["required"]).elements.map { $0 }
        let condition = try #require(asked.last?["conditions"]?.elements.first { _ in true })
        let texts = try #require(condition["contains"]).elements.compactMap(\.string)
        #expect(texts.contains("公司"))
    }
}
