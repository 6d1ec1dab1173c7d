/**
 * Words that carry grammar, not subject, in English and Spanish, folded. One list for both: a chat mixes
 * them. Words that are grammar in one language and a subject in the other stay out of it: `son` (child, are),
 * `sea`, `van`, `once`, `may`, which is also a month.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again against all also am an and any are aren as at be because been before being below
  between both but by can cannot could couldn d did didn do does doesn doing don down during each few for from
  further get gets getting gonna got had hadn has hasn have haven having he her here hers herself hey hi him
  himself his how i if in into is isn it its itself just let like ll m me might more most much must mustn my
  myself no nor not of off oh ok okay on only or other ought our ours ourselves out over own re really s same
  shall shan she should shouldn so some such t than that the their theirs them themselves then there these
  they this those though through to too under until up us ve very was wasn way we well were weren what when
  where whether which while who whom whose why will with won would wouldn yeah yes you your yours yourself
  yourselves

  ahi al algo algun alguna algunas alguno algunos alla alli ante antes aquel aquella aquellas aquello
  aquellos aqui asi aun aunque bien cada como con contra cual cuales cualquier cuando cuanto cuya cuyo da de
  del desde donde durante e el ella ellas ellos en entonces entre era eramos eran eras eres es esa esas ese
  eso esos esta estaba estaban estabas estado estais estamos estan estando estar estas este esto estos estoy
  estuve estuvo fue fuera fueran fuese ha habia habian haber habra haciendo han hasta hay haya he hemos hube
  hubo igual jaja jajaja la las le les lo los mas me mi mia mias mientras mio mios mis misma mismas mismo
  mismos mucha muchas mucho muchos muy nada ni nos nosotras nosotros nuestra nuestras nuestro nuestros o os
  otra otras otro otros para pero poco por porque pues que quien quienes sera serian seria ser si sido siendo
  siempre sin sobre solo somos soy su sus suya suyo tal tambien tampoco tan tanto te tendra tener ti tiene
  tienen tienes toda todas todo todos tu tus tuya tuyas tuyo tuyos u un una unas uno unos usted ustedes va
  vos vosotros vuestra vuestro y ya yo`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
