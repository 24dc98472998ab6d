/// What the firms of the city make.
extension Product {
    static let oil = Product("花生油", "5升/桶", days: 540, number: 1)
    static let biscuits = Product("饼干", "200克/盒", days: 270, number: 2)
    static let flour = Product("小麦粉", "25千克/袋", days: 180, number: 3)
    static let dough = Product("面团", "散装", days: 2, number: 4)
    static let bread = Product("吐司面包", "400克/袋", days: 5, number: 5)
    static let noodles = Product("鲜湿面条", "散装", days: 3, number: 6)
    static let meals = Product("学生营养餐", "500克/份", days: 1, number: 7)
    static let sauce = Product("酱油", "500毫升/瓶", days: 540, number: 8)
    static let sugar = Product("白砂糖", "50千克/袋", days: 720, number: 9)
    static let feed = Product("大黄鱼配合饲料", "20千克/袋", days: 90, number: 10)
    static let balls = Product("牛肉丸", "2.5千克/袋", days: 365, number: 11)

    static let fry = Product("大黄鱼苗", "5厘米", days: nil, profile: "aquatic", number: 21)
    static let croaker = Product("大黄鱼（冰鲜）", "450克/尾", days: nil, profile: "aquatic", number: 22)
    static let fillet = Product("三去大黄鱼（冻）", "350克/袋", days: 540, profile: "aquatic", number: 23)
    static let mackerel = Product("蓝圆鲹（冰鲜）", "散装", days: nil, profile: "aquatic", number: 24)
    static let salmon = Product("进口冰鲜三文鱼", "6–7千克/尾", days: 14, profile: "aquatic", number: 25)
    static let squid = Product("冻鱿鱼", "20千克/箱", days: 540, profile: "aquatic", number: 26)

    static let greens = Product("上海青", "散装", days: 7, number: 31)
    static let salad = Product("净菜（上海青）", "500克/袋", days: 5, number: 32)
    static let pig = Product("生猪", "110千克/头", days: nil, number: 33)
    static let carcass = Product("猪白条肉", "片", days: 4, number: 34)
    static let offal = Product("猪副产品", "散装", days: 3, number: 35)
    static let loin = Product("猪里脊", "散装", days: 4, number: 36)
    static let paddy = Product("稻谷", "散装", days: 1080, number: 37)
    static let rice = Product("大米", "10千克/袋", days: 360, number: 38)
    static let bran = Product("米糠", "散装", days: 90, number: 39)
    static let husk = Product("稻壳", "散装", days: 360, number: 40)

    static let beef = Product("冻去骨牛肩肉", "25千克/箱", days: 730, profile: "imported-meat", number: 51)
}
