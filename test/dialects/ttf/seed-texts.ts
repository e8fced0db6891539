/** The request bodies of the seed's examples, to the character; what is marked was put in for the credentials' tenant. */

export const filterText = (tenantId: bigint): string =>
  `{action:'filter_customers',loginno:'TRCS004',groupId:'1001',operator:'TRCS004',callbackId:'222000',companyId:'${tenantId}'}`;

export const listText = (tenantId: bigint): string =>
  `{action:list_customers,filters: "默认任务｜我的客户｜企业客户｜了解产品｜百度广告", query: "138900010001",operator:"trcs001",companyId:"${tenantId}",callbackId:"123456"}`;

export const getText = (tenantId: bigint): string =>
  `{action:'get_customer',type:cellphone, content:"138900010001", operator:"trcs001",companyId:"${tenantId}",callbackId:"123456"}`;

/** `}` closes the list of phones, and `008` is no number of JSON's. */
const CUSTOMER = `{"id": 1,
            "custname": "测试用户",
  "custType": "普通客户",
  " cellphones": [
            [null, "13888888888"],
            [null, "13888889999"]
            },
   "address":"上海市黄埔区皇后大道东29号",
   "companyName":null,
   "taskId":99,
            "serviceNo":008,
            "servicegroupId":1001002,
            "companyId":8008, 
            "jsonStr":JSONSTR,
  "dealFlag": "未处理",
  "assignTime":"2017-05-03 14:44",
            "customerLabel": "标签1,标签2"
    }`;

export const createText = `Json: {action:create_customer;customer:
	${CUSTOMER.replace('JSONSTR', '{"392_消费情况":"高消费","373_客户等级":"E"}')}
}
`;

/** Without the last brace, as in the seed. */
export const updateText = `
{
	"customer": ${CUSTOMER.replace('JSONSTR', 'null').replace('{"id"', '{\n\t"id"')}`;
